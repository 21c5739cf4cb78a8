package io.fieldway.cloud.queue;

import io.lettuce.core.RedisFuture;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/// Puts batches into the queue. The batches of one gateway stay in order, since they share a
/// partition and a connection.
public final class BatchWriter {
  private final Redis redis;
  private final AtomicLongArray lengths;

  public BatchWriter(Redis redis) {
    this.redis = redis;
    this.lengths = new AtomicLongArray(redis.config().partitions());
  }

  /// Whether the gateway's partition is at its bound, by what its last batch found.
  public boolean full(String gateway) {
    return lengths.get(partition(gateway)) >= redis.config().maxStreamLength();
  }

  /// The longest partition, as it was seen last.
  public long longest() {
    return IntStream.range(0, lengths.length()).mapToLong(lengths::get).max().orElse(0);
  }

  /// Appends a batch and gives its name; fails with an exception where Redis is away or full.
  public CompletionStage<String> append(String gateway, String body) {
    int partition = partition(gateway);
    CompletionStage<String> added =
        redis
            .async()
            .xadd(Keys.data(partition), Map.of("gateway", gateway, "body", body))
            .thenApply(entry -> partition + "/" + entry);
    measure(partition);
    return added;
  }

  /// Looks how long every partition is.
  public void measure() {
    for (int i = 0; i < lengths.length(); i++) {
      measure(i);
    }
  }

  private void measure(int partition) {
    RedisFuture<Long> length = redis.async().xlen(Keys.data(partition));
    redis.unconfirmed(length);
    length.whenComplete((found, thrown) -> {
      if (thrown == null) {
        lengths.set(partition, found);
      }
    });
  }

  private int partition(String gateway) {
    return Math.floorMod(gateway.hashCode(), lengths.length());
  }
}
