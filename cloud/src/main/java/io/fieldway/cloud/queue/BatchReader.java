package io.fieldway.cloud.queue;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Takes batches out of the queue as the one consumer of the group `commit`. What was read and not
/// marked [#done] is found again by [#unfinished], also after a crash.
public final class BatchReader implements AutoCloseable {
  private static final String CONSUMER = "committer";

  private final Redis redis;
  private final StatefulRedisConnection<String, String> connection;
  private final Consumer<String> consumer = Consumer.from(Keys.GROUP, CONSUMER);

  public BatchReader(Redis redis) {
    this.redis = redis;
    this.connection = redis.dedicated();
  }

  /// Makes the group where Redis does not know it, as after it came back empty.
  ///
  /// @throws QueueException where Redis is away
  public void join() {
    for (int i = 0; i < redis.config().partitions(); i++) {
      try {
        redis.await(
            redis
                .async()
                .xgroupCreate(
                    StreamOffset.from(Keys.data(i), "0"),
                    Keys.GROUP,
                    XGroupCreateArgs.Builder.mkstream()));
      } catch (QueueException e) {
        if (!(e.getCause() instanceof RedisBusyException)) {
          throw e;
        }
      }
    }
  }

  /// Batches that were read before and never marked done, the oldest first.
  ///
  /// @param most of each partition
  /// @throws QueueException where Redis is away or does not know the group
  public List<QueuedBatch> unfinished(int most) {
    return read("0", XReadArgs.Builder.count(most));
  }

  /// Waits for new batches.
  ///
  /// @param most of each partition
  /// @throws QueueException where Redis is away or does not know the group
  public List<QueuedBatch> fresh(int most, Duration patience) {
    return read(">", XReadArgs.Builder.count(most).block(patience));
  }

  /// Takes batches out for good.
  ///
  /// @throws QueueException where Redis is away
  public void done(List<QueuedBatch> batches) {
    Map<Integer, List<QueuedBatch>> byPartition =
        batches.stream()
            .collect(
                Collectors.groupingBy(QueuedBatch::partition, TreeMap::new, Collectors.toList()));
    List<RedisFuture<Long>> under = new ArrayList<>();
    byPartition.forEach((partition, some) -> {
      String[] entries = some.stream().map(QueuedBatch::entry).toArray(String[]::new);
      under.add(redis.async().xack(Keys.data(partition), Keys.GROUP, entries));
      under.add(redis.async().xdel(Keys.data(partition), entries));
    });
    under.forEach(redis::await);
  }

  @Override
  public void close() {
    connection.close();
  }

  private List<QueuedBatch> read(String offset, XReadArgs args) {
    List<QueuedBatch> batches = new ArrayList<>();
    for (StreamMessage<String, String> each :
        redis.await(connection.async().xreadgroup(consumer, args, offsets(offset)))) {
      Map<String, String> body = each.getBody() == null ? Map.of() : each.getBody();
      int partition = Integer.parseInt(each.getStream().substring(Keys.data(0).length() - 1));
      batches.add(
          new QueuedBatch(
              partition,
              each.getId(),
              body.getOrDefault("gateway", ""),
              body.getOrDefault("body", "")));
    }
    return batches;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Lettuce's varargs are an array of a generic type.
  private StreamOffset<String>[] offsets(String offset) {
    StreamOffset[] offsets = new StreamOffset[redis.config().partitions()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = StreamOffset.from(Keys.data(i), offset);
    }
    return offsets;
  }
}
