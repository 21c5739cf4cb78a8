package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;

/// How long a packet takes to the peer and back, smoothed as RFC 6298 §2 does it: each measurement
/// counts an eighth. In whole numbers, so that it comes out the same everywhere.
final class RoundTrip {
  private static final int WEIGHT = 8;

  /// Eighths of a microsecond; -1 where nothing was measured.
  @Var private long eighths = -1;

  void measured(long millis) {
    long sample = millis * 1_000;
    eighths = eighths < 0 ? sample * WEIGHT : eighths - eighths / WEIGHT + sample;
  }

  /// -1 where nothing was measured.
  long micros() {
    return eighths < 0 ? -1 : eighths / WEIGHT;
  }
}
