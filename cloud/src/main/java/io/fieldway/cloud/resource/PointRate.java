package io.fieldway.cloud.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// Points stored per second over the last period. Safe for many threads.
final class PointRate {
  private final Duration period;
  private final Deque<Stored> commits = new ArrayDeque<>();

  private record Stored(Instant at, long points) {}

  PointRate(Duration period) {
    this.period = period;
  }

  synchronized void add(Instant at, long points) {
    forget(at);
    commits.addLast(new Stored(at, points));
  }

  synchronized double perSecond(Instant now) {
    forget(now);
    long points = commits.stream().mapToLong(Stored::points).sum();
    return Math.round(points * 10_000.0 / period.toMillis()) / 10.0;
  }

  private void forget(Instant now) {
    while (!commits.isEmpty() && commits.getFirst().at.plus(period).isBefore(now)) {
      commits.removeFirst();
    }
  }
}
