package io.fieldway.cloud.queue;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ZAddArgs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// When each gateway that lives must have shown it again.
public final class Deadlines {
  private final Redis redis;

  public Deadlines(Redis redis) {
    this.redis = redis;
  }

  /// Moves a gateway's deadline, or loses that where Redis is away: the event server looks into the
  /// database then.
  public void set(String gateway, Instant deadline) {
    redis.unconfirmed(
        redis.async().zadd(Keys.DEADLINES, (double) deadline.toEpochMilli(), gateway));
  }

  /// Adds deadlines where there are none.
  ///
  /// @throws QueueException where Redis is away
  public void addMissing(Map<String, Instant> deadlines) {
    List<RedisFuture<Long>> under = new ArrayList<>();
    deadlines.forEach((gateway, deadline) ->
        under.add(
            redis
                .async()
                .zadd(
                    Keys.DEADLINES,
                    ZAddArgs.Builder.nx(),
                    (double) deadline.toEpochMilli(),
                    gateway)));
    under.forEach(redis::await);
  }

  /// Gateways whose deadline has passed, the oldest first.
  ///
  /// @throws QueueException where Redis is away
  public List<String> due(Instant now, int limit) {
    return redis.await(
        redis
            .async()
            .zrangebyscore(
                Keys.DEADLINES, Range.create(0.0, (double) now.toEpochMilli()), Limit.from(limit)));
  }

  /// Forgets a gateway's deadline.
  ///
  /// @throws QueueException where Redis is away
  public void remove(String gateway) {
    redis.await(redis.async().zrem(Keys.DEADLINES, gateway));
  }
}
