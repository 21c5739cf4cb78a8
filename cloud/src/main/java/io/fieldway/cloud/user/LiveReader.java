package io.fieldway.cloud.user;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.queue.FeedItem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// What waits for one browser: filled by the feed's thread, emptied by the browser's.
final class LiveReader {
  private static final FeedItem LAST = new FeedItem("0-0", "", "");

  private final BlockingQueue<FeedItem> waiting;
  @Var private volatile boolean ended;

  LiveReader(int capacity) {
    waiting = new ArrayBlockingQueue<>(capacity);
  }

  /// Adds an event.
  ///
  /// @return false where there is no room
  boolean offer(FeedItem item) {
    return waiting.offer(item);
  }

  /// The next event, or nothing after so long in silence.
  Optional<FeedItem> next(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(waiting.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// Nothing more comes; whoever waits is woken.
  void end() {
    ended = true;
    waiting.clear();
    boolean _ = waiting.offer(LAST);
  }

  /// Whether there is nothing more to come.
  boolean isEnded() {
    return ended;
  }
}
