package io.fieldway.cloud.user;

import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedItem;
import io.fieldway.cloud.queue.Subscription;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// One reader of the feed for all browsers. Each browser has a bounded queue of its own; one that
/// does not keep up is let go and comes again.
final class LiveStream implements AutoCloseable {
  private final UserConfig config;
  private final Subscription subscription;
  private final Set<LiveReader> readers = ConcurrentHashMap.newKeySet();
  private final Counter dropped;

  LiveStream(Feed feed, UserConfig config, MeterRegistry meters) {
    this.config = config;
    this.dropped =
        Counter.builder("fieldway.live.dropped")
            .description("Live streams ended because the browser did not keep up")
            .register(meters);
    Gauge.builder("fieldway.live.browsers", readers, Set::size)
        .description("Live streams open now")
        .register(meters);
    this.subscription = feed.follow(feed.end(), this::spread);
  }

  /// A new browser, hearing everything from now on; empty where [UserConfig#maxBrowsers] are there.
  Optional<LiveReader> join() {
    if (readers.size() >= config.maxBrowsers()) {
      return Optional.empty();
    }
    LiveReader reader = new LiveReader(config.maxWaiting());
    readers.add(reader);
    return Optional.of(reader);
  }

  void leave(LiveReader reader) {
    readers.remove(reader);
    reader.end();
  }

  @Override
  public void close() {
    subscription.close();
    readers.forEach(this::leave);
  }

  private void spread(FeedItem item) {
    for (LiveReader reader : readers) {
      if (!reader.offer(item)) {
        dropped.increment();
        leave(reader);
      }
    }
  }
}
