package io.fieldway.cloud.embedded;

import com.google.errorprone.annotations.Var;
import java.time.Duration;

/// How long to wait before the next start: doubled while the child dies young, and back to the
/// first delay once it has lived longer than the longest.
final class Backoff {
  private final Duration first;
  private final Duration last;
  @Var private Duration next;

  Backoff(Duration first, Duration last) {
    this.first = first;
    this.last = last;
    this.next = first;
  }

  Duration next(Duration lived) {
    Duration delay = lived.compareTo(last) > 0 ? first : next;
    Duration doubled = delay.multipliedBy(2);
    next = doubled.compareTo(last) > 0 ? last : doubled;
    return delay;
  }
}
