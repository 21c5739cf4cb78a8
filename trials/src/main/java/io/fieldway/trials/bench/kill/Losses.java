package io.fieldway.trials.bench.kill;

/// What a broker that was killed has lost and repeated, of one publisher's messages.
///
/// @param acknowledged messages that it answered for with PUBACK or PUBREC
/// @param missing those of them that never came to the subscriber
/// @param repeated deliveries that were not the first of their message; with QoS 1 it may repeat
/// @param late messages that came first after a later one
public record Losses(int acknowledged, int missing, int repeated, int late) {
  /// Whether it kept what was promised with QoS 1.
  public boolean keptAtLeastOnce() {
    return missing == 0 && late == 0;
  }

  /// Whether it kept what was promised with QoS 2.
  public boolean keptExactlyOnce() {
    return keptAtLeastOnce() && repeated == 0;
  }
}
