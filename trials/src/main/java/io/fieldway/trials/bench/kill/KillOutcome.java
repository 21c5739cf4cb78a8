package io.fieldway.trials.bench.kill;

/// What the rounds have come to.
///
/// @param away QoS 1, acknowledged while the subscriber was away; then one `kill -9`
/// @param atLeastOnce QoS 1 under load
/// @param exactlyOnce QoS 2 under load
public record KillOutcome(Losses away, Losses atLeastOnce, Losses exactlyOnce) {
  /// Whether every promise was kept.
  public boolean kept() {
    return away.keptAtLeastOnce() && atLeastOnce.keptAtLeastOnce() && exactlyOnce.keptExactlyOnce();
  }
}
