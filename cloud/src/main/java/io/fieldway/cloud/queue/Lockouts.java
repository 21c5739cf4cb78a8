package io.fieldway.cloud.queue;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.Optional;

/// Counts failures by subject, such as `gateway:gw-1` or `address:10.0.0.7`, over a sliding window.
public final class Lockouts {
  private final Redis redis;
  private final int limit;
  private final Duration window;

  /// @param limit failures that lock the subject out
  /// @param window how long after its last failure a subject is forgiven
  public Lockouts(Redis redis, int limit, Duration window) {
    this.redis = redis;
    this.limit = limit;
    this.window = window;
  }

  /// How long the subject stays locked out; empty where it is not.
  ///
  /// @throws QueueException where Redis is away
  public Optional<Duration> remaining(String subject) {
    RedisAsyncCommands<String, String> commands = redis.async();
    RedisFuture<String> count = commands.get(Keys.failures(subject));
    RedisFuture<Long> left = commands.pttl(Keys.failures(subject));
    String failures = redis.await(count);
    return failures == null || Long.parseLong(failures) < limit
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(1, redis.await(left))));
  }

  /// Counts a failure.
  ///
  /// @throws QueueException where Redis is away
  public void failed(String subject) {
    RedisAsyncCommands<String, String> commands = redis.async();
    RedisFuture<Long> count = commands.incr(Keys.failures(subject));
    redis.await(commands.pexpire(Keys.failures(subject), window.toMillis()));
    redis.await(count);
  }
}
