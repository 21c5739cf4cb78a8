package io.fieldway.node.io;

import java.util.concurrent.TimeUnit;

/// Milliseconds since the epoch that do not jump: a machine whose clock is corrected must not
/// disconnect all of its clients at once.
record EpochClock(long startMillis, long startNanos) {
  static EpochClock started() {
    return new EpochClock(System.currentTimeMillis(), System.nanoTime());
  }

  long now() {
    return startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
  }
}
