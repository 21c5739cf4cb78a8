package io.fieldway.cloud.queue;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Where each gateway's session is: for people who look, and for programs that must find it. A
/// session with a lower epoch changes nothing, however late its word comes.
public final class Sessions {
  private static final String INSTANCE = "instance";
  private static final String SOCKET = "socketId";
  private static final String EPOCH = "epoch";

  private static final String PUT =
      """
      local epoch = redis.call('hget', KEYS[1], 'epoch')
      if epoch and tonumber(epoch) > tonumber(ARGV[3]) then return 0 end
      redis.call('hset', KEYS[1], 'instance', ARGV[1], 'socketId', ARGV[2], 'epoch', ARGV[3])
      redis.call('pexpire', KEYS[1], ARGV[4])
      return 1
      """;

  private static final String REMOVE =
      """
      if redis.call('hget', KEYS[1], 'epoch') == ARGV[1] then return redis.call('del', KEYS[1]) end
      return 0
      """;

  private final Redis redis;

  /// A session's place.
  ///
  /// @param instance the machine server that holds it
  /// @param socket its Socket.IO id there
  public record Place(String instance, String socket, long epoch) {}

  public Sessions(Redis redis) {
    this.redis = redis;
  }

  /// Says where a gateway is, for so long; says nothing where Redis is away or knows of a newer
  /// session.
  public void put(String gateway, Place place, Duration life) {
    redis.unconfirmed(
        redis
            .async()
            .<Long>eval(
                PUT,
                ScriptOutputType.INTEGER,
                new String[] {Keys.gateway(gateway)},
                place.instance(),
                place.socket(),
                Long.toString(place.epoch()),
                Long.toString(life.toMillis())));
  }

  /// Forgets a session that is over, unless a newer one took its place.
  public void remove(String gateway, long epoch) {
    redis.unconfirmed(
        redis
            .async()
            .<Long>eval(
                REMOVE,
                ScriptOutputType.INTEGER,
                new String[] {Keys.gateway(gateway)},
                Long.toString(epoch)));
  }

  /// Where a gateway is; empty where it has no session, or Redis has lost its place until the next
  /// heartbeat.
  ///
  /// @throws QueueException where Redis is away
  public Optional<Place> find(String gateway) {
    Map<String, String> found = redis.await(redis.async().hgetall(Keys.gateway(gateway)));
    return found.containsKey(EPOCH)
        ? Optional.of(
            new Place(
                found.getOrDefault(INSTANCE, ""),
                found.getOrDefault(SOCKET, ""),
                Long.parseLong(found.getOrDefault(EPOCH, "0"))))
        : Optional.empty();
  }
}
