package io.fieldway.cloud.event;

import com.google.errorprone.annotations.Var;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the [Watch] on a virtual thread until closed. One look that fails does not keep the others
/// from looking.
final class WatchLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration TIDY_EVERY = Duration.ofMinutes(1);

  private final EventConfig config;
  private final Watch watch;
  private final Clock clock;
  private final Thread thread;
  private volatile boolean closing;
  @Var private Instant reconciled = Instant.EPOCH;
  @Var private Instant tidied = Instant.EPOCH;

  WatchLoop(EventConfig config, Watch watch, Clock clock) {
    this.config = config;
    this.watch = watch;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("event-watch").start(this::run);
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(STOP_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closing) {
      Instant now = clock.instant();
      look("totals", () -> watch.totals(now));
      look("late commands", () -> watch.lateCommands(now));
      if (!reconciled.plus(config.reconcileEvery()).isAfter(now)) {
        reconciled = now;
        look("lost deadlines", watch::reconcile);
      }
      look("silent gateways", () -> watch.silentGateways(now));
      if (!tidied.plus(TIDY_EVERY).isAfter(now)) {
        tidied = now;
        look("the audit", watch::tidy);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(config.every().toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void look(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!closing) {
        LOG.warn("The event server looks for {} again: {}", what, e.toString());
      }
    }
  }
}
