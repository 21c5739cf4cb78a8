package io.fieldway.launcher;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What a command has started, stopped in the opposite order: by [#close], or by Ctrl-C and SIGTERM
/// wherever the command stands.
final class Running implements AutoCloseable {
  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closing;

  private record Part(String name, AutoCloseable handle) {}

  Running() {
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::interrupted));
  }

  /// Adds a part that was just started.
  <T extends AutoCloseable> T add(String name, T handle) {
    synchronized (parts) {
      if (!closing) {
        parts.push(new Part(name, handle));
        return handle;
      }
    }
    closeOne(new Part(name, handle));
    throw new IllegalArgumentException("stopped while starting");
  }

  /// Waits until Ctrl-C or SIGTERM.
  void awaitStop() {
    awaitStop(Duration.ofDays(36_500));
  }

  /// Ends the waiting of [#awaitStop()], as where a part cannot go on.
  void stop() {
    stopAsked.countDown();
  }

  /// Waits until Ctrl-C or SIGTERM, at most so long.
  ///
  /// @return whether it was asked to stop
  boolean awaitStop(Duration atMost) {
    try {
      return stopAsked.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    synchronized (parts) {
      if (closing) {
        return;
      }
      closing = true;
    }
    while (true) {
      Part next;
      synchronized (parts) {
        next = parts.poll();
      }
      if (next == null) {
        break;
      }
      closeOne(next);
    }
    stopped.countDown();
  }

  private void interrupted() {
    boolean first;
    synchronized (parts) {
      first = !closing;
    }
    if (first && stopAsked.getCount() > 0) {
      System.err.println("\nStopping …");
    }
    stopAsked.countDown();
    close();
    awaitStopped();
  }

  private void awaitStopped() {
    try {
      stopped.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeOne(Part part) {
    try {
      part.handle.close();
    } catch (Exception e) {
      System.err.println("fieldway: " + part.name + " did not stop cleanly: " + e.getMessage());
    }
  }
}
