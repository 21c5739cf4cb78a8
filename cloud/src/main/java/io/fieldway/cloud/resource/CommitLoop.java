package io.fieldway.cloud.resource;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.queue.BatchReader;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the [Committer] on a thread of its own until closed. After any failure it waits a little
/// and begins with what is unfinished.
final class CommitLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommitLoop.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final ResourceConfig config;
  private final Committer committer;
  private final CommitMetrics metrics;
  private final BatchReader queue;
  private final Thread thread;
  private volatile boolean closing;

  CommitLoop(ResourceConfig config, Committer committer, CommitMetrics metrics, BatchReader queue) {
    this.config = config;
    this.committer = committer;
    this.metrics = metrics;
    this.queue = queue;
    this.thread = Thread.ofPlatform().daemon().name("committer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(STOP_TIMEOUT)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.close();
  }

  private void run() {
    @Var boolean joined = false;
    @Var boolean busy = false;
    @Var Duration retry = config.firstRetry();
    while (!closing) {
      try {
        if (!joined) {
          committer.join();
          joined = true;
        }
        // An idle queue is the moment to look for what a lost answer has left unfinished.
        if (!busy) {
          committer.finishBegun();
        }
        busy = committer.step();
        retry = config.firstRetry();
      } catch (RuntimeException | Error e) {
        joined = false;
        busy = false;
        metrics.failed();
        LOG.warn("The committer tries again in {} ms: {}", retry.toMillis(), e.toString());
        if (!pause(retry)) {
          return;
        }
        retry = longer(retry);
      }
    }
  }

  private Duration longer(Duration retry) {
    Duration doubled = retry.multipliedBy(2);
    return doubled.compareTo(config.lastRetry()) > 0 ? config.lastRetry() : doubled;
  }

  private boolean pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
