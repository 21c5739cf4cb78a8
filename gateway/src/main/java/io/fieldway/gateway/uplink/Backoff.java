package io.fieldway.gateway.uplink;

import java.time.Duration;

/// How long to wait before connecting again: evenly between the shortest wait and a limit that
/// doubles with each failure (full jitter). Chance is an argument, from 0 to below 1.
record Backoff(Duration first, Duration growth, Duration longest) {
  private static final int MOST_DOUBLINGS = 20;

  /// After so many failures in a row.
  Duration after(int failures, double dice) {
    long limit = growth.toMillis() << Math.clamp(failures, 0, MOST_DOUBLINGS);
    return between(first.toMillis(), Math.min(limit, longest.toMillis()), dice);
  }

  /// Where a quick repetition cannot help: between half the longest wait and the longest.
  Duration slow(double dice) {
    return between(longest.toMillis() / 2, longest.toMillis(), dice);
  }

  /// After what the platform asked for, with a tenth more by chance.
  Duration asked(Duration wait, double dice) {
    long millis = Math.max(wait.toMillis(), first.toMillis());
    return between(millis, millis + millis / 10, dice);
  }

  private static Duration between(long least, long most, double dice) {
    return Duration.ofMillis(least + (long) (dice * Math.max(0, most - least)));
  }
}
