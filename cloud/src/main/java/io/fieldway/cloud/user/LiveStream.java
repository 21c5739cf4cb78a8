package io.fieldway.cloud.user;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedItem;
import io.fieldway.cloud.queue.Subscription;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// One reader of the feed for all browsers. Each browser has a bounded queue of its own; one that
/// does not keep up is let go and comes again. It stops before the web server does, which would
/// otherwise wait for streams that never end by themselves.
final class LiveStream implements SmartLifecycle {
  private final UserConfig config;
  private final Feed feed;
  private final Set<LiveReader> readers = ConcurrentHashMap.newKeySet();
  private final Counter dropped;
  @Var private volatile @Nullable Subscription subscription;

  LiveStream(Feed feed, UserConfig config, MeterRegistry meters) {
    this.feed = feed;
    this.config = config;
    this.dropped =
        Counter.builder("fieldway.live.dropped")
            .description("Live streams ended because the browser did not keep up")
            .register(meters);
    Gauge.builder("fieldway.live.browsers", readers, Set::size)
        .description("Live streams open now")
        .register(meters);
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
  public void start() {
    subscription = feed.follow(feed.end(), this::spread);
  }

  @Override
  public void stop() {
    Subscription followed = subscription;
    subscription = null;
    if (followed != null) {
      followed.close();
    }
    readers.forEach(this::leave);
  }

  @Override
  public boolean isRunning() {
    return subscription != null;
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
