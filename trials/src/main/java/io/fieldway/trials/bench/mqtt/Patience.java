package io.fieldway.trials.bench.mqtt;

import java.time.Duration;

/// How long something is waited for, from now on.
///
/// @param deadline in the terms of [System#nanoTime()]
public record Patience(long deadline) {
  /// This long from now.
  public static Patience of(Duration time) {
    return new Patience(System.nanoTime() + time.toNanos());
  }

  public boolean isOver() {
    return System.nanoTime() - deadline >= 0;
  }
}
