package io.fieldway.gateway.uplink;

import io.fieldway.wire.config.Key;

/// How much the link may carry.
///
/// @param bytesPerSecond what goes up on average at most, as text before any compression; 0 for no
///   bound
/// @param burst what may go at once after a quiet time
public record BudgetConfig(
    @Key(
            value =
                "Bytes a second that go up at most, before compression and without the transport's"
                    + " own; beyond, readings and pictures wait on disk, lane by lane. 0B for no"
                    + " bound.",
            size = true)
        long bytesPerSecond,
    @Key(
            value = "Bytes that may go up at once after a quiet time.",
            size = true,
            least = BudgetConfig.LEAST_BURST)
        long burst) {
  static final long LEAST_BURST = 4 * 1024;

  public static final BudgetConfig UNBOUNDED = new BudgetConfig(0, 256 * 1024);

  public BudgetConfig {
    if (bytesPerSecond < 0 || burst < LEAST_BURST) {
      throw new IllegalArgumentException(
          "a budget is 0 or more bytes a second, and a burst at least " + LEAST_BURST + " bytes");
    }
  }

  /// Whether there is a bound at all.
  public boolean isBounded() {
    return bytesPerSecond > 0;
  }
}
