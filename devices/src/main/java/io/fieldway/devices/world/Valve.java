package io.fieldway.devices.world;

import java.time.Duration;
import java.time.Instant;

/// A valve that opens for a while and closes by itself.
///
/// @param closesAt when an open valve closes; in the past where it is closed
/// @param cycles how often it has opened
public record Valve(boolean open, Instant closesAt, long cycles) {
  static final Valve CLOSED = new Valve(false, Instant.EPOCH, 0);

  /// How long it stays open yet; zero where it is closed.
  public Duration left(Instant now) {
    return open && closesAt.isAfter(now) ? Duration.between(now, closesAt) : Duration.ZERO;
  }

  Valve at(Instant now) {
    return open && !closesAt.isAfter(now) ? closed() : this;
  }

  Valve openUntil(Instant until) {
    return new Valve(true, until, open ? cycles : cycles + 1);
  }

  Valve closed() {
    return new Valve(false, closesAt, cycles);
  }
}
