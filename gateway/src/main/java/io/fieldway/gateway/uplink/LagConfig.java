package io.fieldway.gateway.uplink;

import java.time.Duration;

/// When new readings stop waiting behind old ones.
///
/// @param liveDelay how long readings may wait for the platform before those after them go past
///   them, in a stream of their own
/// @param cutEntries readings that must wait at least, so that it is worth while
/// @param cutEvery the shortest time between two new streams
public record LagConfig(Duration liveDelay, int cutEntries, Duration cutEvery) {
  public static final LagConfig DEFAULTS =
      new LagConfig(Duration.ofSeconds(1), 100, Duration.ofSeconds(10));

  public LagConfig {
    if (liveDelay.isNegative() || cutEvery.isNegative() || cutEntries < 1) {
      throw new IllegalArgumentException("a lag is at least nothing, and of one reading");
    }
  }
}
