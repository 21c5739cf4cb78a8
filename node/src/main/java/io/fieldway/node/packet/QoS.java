package io.fieldway.node.packet;

/// Quality of service (MQTT 5 §4.3). The ordinal is the number on the wire.
public enum QoS {
  AT_MOST_ONCE,
  AT_LEAST_ONCE,
  EXACTLY_ONCE;

  private static final QoS[] ALL = values();

  /// The quality of this number.
  ///
  /// @param number 0 to 2
  public static QoS of(int number) {
    return ALL[number];
  }

  /// The lower of the two: what is delivered never exceeds what was subscribed or published.
  public QoS atMost(QoS other) {
    return ordinal() <= other.ordinal() ? this : other;
  }
}
