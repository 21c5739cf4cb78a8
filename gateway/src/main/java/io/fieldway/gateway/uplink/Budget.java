package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;

/// Shares the link's bandwidth among the lanes: a bucket of bytes that fills at the budget's rate
/// and holds one burst. Each lane leaves a part of the bucket to the lanes before it, so a lower
/// one goes only while no higher one has anything to send. A core without I/O.
///
/// ```
///   0          ¼ burst        ½ burst        ¾ burst        burst
///   ├── live may go ──── backlog, too ──── blobs, too ────────┤     urgent goes always
/// ```
///
/// Over any time of `t` seconds at most `burst + t · bytesPerSecond` go, and what the urgent lane
/// has beyond that.
public final class Budget {
  private static final int PARTS = 4;
  private static final double NANOS = 1e9;

  /// Longest wait that is told; whoever waits asks again then.
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final BudgetConfig config;
  @Var private double level;
  @Var private Instant filled;

  public Budget(BudgetConfig config, Instant now) {
    this.config = config;
    this.level = config.burst();
    this.filled = now;
  }

  /// Asks to send.
  ///
  /// @param bytes the size of what would go, about
  /// @return zero where it may go now: it is counted, so it must go; else when to ask again
  public Duration ask(Lane lane, long bytes, Instant now) {
    if (!config.isBounded()) {
      return Duration.ZERO;
    }
    fill(now);
    double missing = lane == Lane.URGENT ? 0 : needed(lane, bytes) - level;
    if (missing <= 0) {
      level -= bytes;
      return Duration.ZERO;
    }
    Duration wait = Duration.ofMillis((long) Math.ceil(1_000 * missing / config.bytesPerSecond()));
    return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
  }

  /// How many bytes a sender should make of one message at most, so that none takes what belongs to
  /// the lanes before it.
  public long portion() {
    return config.isBounded() ? config.burst() / PARTS : Long.MAX_VALUE;
  }

  /// A message larger than a portion goes once a portion is there; those after it pay for it.
  private double needed(Lane lane, long bytes) {
    return (double) lane.kept() * portion() + Math.min(bytes, portion());
  }

  /// A clock that goes back gives nothing, one that leaps gives a burst.
  private void fill(Instant now) {
    if (now.isAfter(filled)) {
      double seconds = Duration.between(filled, now).toNanos() / NANOS;
      level = Math.min((double) config.burst(), level + seconds * config.bytesPerSecond());
    }
    filled = now;
  }
}
