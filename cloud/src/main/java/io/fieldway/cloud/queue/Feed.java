package io.fieldway.cloud.queue;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What pages see happen, newest last, capped at [QueueConfig#feedLength].
public final class Feed {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
  private static final Duration BLOCK = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int MOST_AT_ONCE = 500;

  private final Redis redis;

  public Feed(Redis redis) {
    this.redis = redis;
  }

  /// Adds an event, or loses it where Redis is away: pages read the truth from REST.
  public void publish(FeedEvent event) {
    redis.unconfirmed(
        redis
            .async()
            .xadd(
                Keys.FEED,
                XAddArgs.Builder.maxlen(redis.config().feedLength()).approximateTrimming(),
                Map.of("event", event.name(), "data", Json.write(event.json()))));
  }

  /// The place of the newest event; `0-0` where there is none.
  ///
  /// @throws QueueException where Redis is away
  public String end() {
    List<StreamMessage<String, String>> newest =
        redis.await(redis.async().xrevrange(Keys.FEED, Range.unbounded(), Limit.from(1)));
    return newest.isEmpty() ? "0-0" : newest.getFirst().getId();
  }

  /// Events after a place, the oldest first; at most so many.
  ///
  /// @param id a place as [FeedItem#id] gives it
  /// @throws QueueException where Redis is away
  public List<FeedItem> after(String id, int most) {
    return redis
        .await(
            redis
                .async()
                .xrange(
                    Keys.FEED,
                    Range.from(Range.Boundary.excluding(id), Range.Boundary.unbounded()),
                    Limit.from(most)))
        .stream()
        .map(Feed::item)
        .toList();
  }

  /// Hands every event after a place to the listener, in order, on one virtual thread, until
  /// closed. Goes on by itself after Redis was away.
  public Subscription follow(String id, Consumer<FeedItem> listener) {
    StatefulRedisConnection<String, String> connection = redis.dedicated();
    Thread follower = Thread.ofVirtual().name("feed").start(() -> follow(connection, id, listener));
    return () -> {
      follower.interrupt();
      connection.close();
    };
  }

  private void follow(
      StatefulRedisConnection<String, String> connection,
      String start,
      Consumer<FeedItem> listener) {
    @Var String last = start;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        for (FeedItem item : next(connection, last)) {
          last = item.id();
          listener.accept(item);
        }
      } catch (QueueException e) {
        if (!pause()) {
          return;
        }
      } catch (RuntimeException e) {
        LOG.error("A listener of the feed failed", e);
      }
    }
  }

  @SuppressWarnings("unchecked") // Lettuce's varargs are an array of a generic type.
  private List<FeedItem> next(StatefulRedisConnection<String, String> connection, String last) {
    return redis
        .await(
            connection
                .async()
                .xread(
                    XReadArgs.Builder.count(MOST_AT_ONCE).block(BLOCK),
                    StreamOffset.from(Keys.FEED, last)))
        .stream()
        .map(Feed::item)
        .toList();
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static FeedItem item(StreamMessage<String, String> message) {
    Map<String, String> body = message.getBody();
    return new FeedItem(
        message.getId(), body.getOrDefault("event", ""), body.getOrDefault("data", "null"));
  }
}
