package io.fieldway.cloud.event;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// How fast a total grows, over the last so many seconds.
final class Rate {
  private final Duration period;
  private final Deque<Reading> readings = new ArrayDeque<>();

  private record Reading(Instant at, long total) {}

  Rate(Duration period) {
    this.period = period;
  }

  /// Takes a reading and says the growth per second since the oldest one of the period.
  double perSecond(Instant at, long total) {
    readings.addLast(new Reading(at, total));
    while (readings.getFirst().at.plus(period).isBefore(at)) {
      readings.removeFirst();
    }
    Reading oldest = readings.getFirst();
    long millis = Duration.between(oldest.at, at).toMillis();
    return millis <= 0 ? 0 : Math.max(0, total - oldest.total) * 1000.0 / millis;
  }
}
