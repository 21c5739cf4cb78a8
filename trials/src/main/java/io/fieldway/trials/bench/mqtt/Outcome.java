package io.fieldway.trials.bench.mqtt;

/// What a load has come to.
///
/// @param delivered messages that came to subscribers within the measured time
/// @param nanos the measured time
/// @param brokerNanos processor time of the broker within it
/// @param loadNanos processor time of the load generator within it
/// @param checked all messages that came, warm-up included
public record Outcome(
    long delivered, long nanos, long brokerNanos, long loadNanos, long checked, Faults faults) {

  /// What went wrong with deliveries.
  ///
  /// @param lost passed over
  /// @param repeated came again, or after a later one
  public record Faults(long lost, long repeated) {
    public boolean any() {
      return lost > 0 || repeated > 0;
    }
  }

  /// Messages a second.
  public double rate() {
    return delivered * 1e9 / nanos;
  }

  /// Microseconds of the broker's processors for each message delivered.
  public double brokerMicrosEach() {
    return brokerNanos / 1e3 / delivered;
  }

  /// The share of one core that the load generator took; near 1, it and not the broker was at its
  /// limit.
  public double loadShare() {
    return (double) loadNanos / nanos;
  }
}
