package io.fieldway.cloud.machine;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Lets so many through in a second, and a burst after a quiet time. Who finds it empty is told
/// when to come again, everybody after those before: thousands that were sent away at the same time
/// do not come back at the same time. Safe for many threads.
final class TokenBucket {
  private final double perSecond;
  private final double burst;
  @Var private double tokens;

  /// Those sent away for whom no token has dropped yet.
  @Var private double promised;

  @Var private Instant last;

  TokenBucket(int perSecond, int burst, Instant now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.last = now;
  }

  /// Takes a token.
  ///
  /// @return how long to wait where there is none; empty where there was
  synchronized Optional<Duration> take(Instant now) {
    if (now.isAfter(last)) {
      double seconds = Duration.between(last, now).toNanos() / 1e9;
      tokens = Math.min(burst, tokens + seconds * perSecond);
      promised = Math.max(0, promised - seconds * perSecond);
      last = now;
    }
    if (tokens < 1) {
      promised += 1;
      double ahead = promised - tokens;
      return Optional.of(Duration.ofMillis((long) Math.ceil(ahead * 1_000 / perSecond)));
    }
    tokens -= 1;
    return Optional.empty();
  }
}
