package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;

/// The cost of one link, as one end of it sees it.
///
/// **Goals.** The sum of costs over a path grows with its time, and the cost of a link that has not
/// really changed stays, for every change is told to the whole mesh and moves traffic.
///
/// **Algorithm.** Round trips are smoothed as TCP does (RFC 6298 §2: an eighth of each new one).
/// The cost is the round trip in milliseconds, in steps that double: 1, 2, 4 … The step is left
/// only when the smoothed round trip lies beyond three quarters of the way to the next one, in the
/// scale of powers, so that one that sways around the middle between two steps (half of the way)
/// stays where it is.
public final class LinkCost {
  private static final int HIGHEST_STEP = 524_288;

  // A thousand seconds, beyond which no link lives; its square fits a long.
  private static final long LONGEST_MICROS = 1_000_000_000;

  // 2 to the power of 3/4, in thousandths.
  private static final long REACH = 1_682;

  private final CostRule rule;
  @Var private int cost;
  @Var private long smoothedMicros = -1;

  /// A link of which nothing was measured yet.
  public LinkCost(CostRule rule) {
    this.rule = rule;
    this.cost = rule instanceof CostRule.Fixed(int fixed) ? fixed : 1;
  }

  /// The cost now, from 1 to [CostRule#LARGEST].
  public int cost() {
    return cost;
  }

  /// Takes a measured round trip; answers the cost then. Without the rule [CostRule.RoundTrip] it
  /// changes nothing.
  public int measured(long roundTripMicros) {
    long micros = Math.clamp(roundTripMicros, 0, LONGEST_MICROS);
    smoothedMicros =
        smoothedMicros < 0 ? micros : smoothedMicros + Math.ceilDiv(micros - smoothedMicros, 8L);
    if (rule instanceof CostRule.RoundTrip && isBeyondStep()) {
      cost = nearestStep();
    }
    return cost;
  }

  /// Whether the smoothed round trip is too far from the cost for it to stay. Below the lowest step
  /// and above the highest there is no other.
  private boolean isBeyondStep() {
    boolean above = cost < HIGHEST_STEP && smoothedMicros > cost * REACH;
    boolean below = cost > 1 && smoothedMicros * REACH < cost * 1_000_000L;
    return above || below;
  }

  /// The power of two nearest to the round trip: the middle between two is their geometric mean.
  private int nearestStep() {
    @Var int step = 1;
    while (step < HIGHEST_STEP && smoothedMicros * smoothedMicros > 2L * step * step * 1_000_000L) {
      step *= 2;
    }
    return step;
  }
}
