package io.fieldway.devices.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next connection: a random part, from half to all, of a bound that
/// doubles with every failure, so that the devices of a field do not come back all at once.
final class BackOff {
  private static final int MOST_DOUBLINGS = 20;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator jitter;
  private int failures;

  BackOff(Duration first, Duration longest, RandomGenerator jitter) {
    this.first = first;
    this.longest = longest;
    this.jitter = jitter;
  }

  Duration next() {
    double bound =
        Math.min(
            (double) longest.toMillis(),
            first.toMillis() * Math.pow(2, Math.min(failures, MOST_DOUBLINGS)));
    failures++;
    return Duration.ofMillis((long) (bound * jitter.nextDouble(0.5, 1)));
  }

  void reset() {
    failures = 0;
  }
}
