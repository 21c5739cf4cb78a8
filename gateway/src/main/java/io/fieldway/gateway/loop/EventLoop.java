package io.fieldway.gateway.loop;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that runs tasks in the order they came. A task that throws is our fault: it is logged
/// and counted, and the next one runs. What comes after the end is dropped.
public final class EventLoop implements Loop, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);

  private final ScheduledThreadPoolExecutor executor;
  private final LongAdder failures = new LongAdder();

  private EventLoop(ScheduledThreadPoolExecutor executor) {
    this.executor = executor;
  }

  /// Starts a loop whose thread bears this name.
  public static EventLoop start(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name(name).daemon().unstarted(task));
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return new EventLoop(executor);
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      log.debug("the loop has ended; a task was dropped");
    }
  }

  @Override
  public void every(Duration pause, Runnable task) {
    long millis = pause.toMillis();
    var _ =
        executor.scheduleWithFixedDelay(() -> guarded(task), millis, millis, TimeUnit.MILLISECONDS);
  }

  /// How many tasks have thrown.
  public long failures() {
    return failures.sum();
  }

  /// Runs what was given so far, at most five seconds long, and ends.
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failures.increment();
      log.error("a task of the gateway's loop failed", e);
    }
  }
}
