package io.fieldway.cloud.queue;

import java.time.Duration;
import java.util.Map;

/// Where each gateway's session is: for people who look, and for programs that must find it.
public final class Sessions {
  private final Redis redis;

  public Sessions(Redis redis) {
    this.redis = redis;
  }

  /// Says where a gateway is, or says nothing where Redis is away.
  public void put(String gateway, String instance, String socket, long epoch, Duration life) {
    String key = Keys.gateway(gateway);
    redis.unconfirmed(
        redis
            .async()
            .hset(
                key,
                Map.of("instance", instance, "socketId", socket, "epoch", Long.toString(epoch))));
    redis.unconfirmed(redis.async().pexpire(key, life.toMillis()));
  }

  /// Lets it live on.
  public void touch(String gateway, Duration life) {
    redis.unconfirmed(redis.async().pexpire(Keys.gateway(gateway), life.toMillis()));
  }
}
