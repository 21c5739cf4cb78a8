package io.fieldway.node.packet;

/// Quality of service (MQTT 5 §4.3).
public enum QoS {
  AT_MOST_ONCE(0),
  AT_LEAST_ONCE(1),
  EXACTLY_ONCE(2);

  private final int number;

  QoS(int number) {
    this.number = number;
  }

  /// The number on the wire.
  public int number() {
    return number;
  }

  /// The quality of this number.
  ///
  /// @param number 0 to 2
  public static QoS of(int number) {
    return switch (number) {
      case 0 -> AT_MOST_ONCE;
      case 1 -> AT_LEAST_ONCE;
      case 2 -> EXACTLY_ONCE;
      default -> throw new IllegalArgumentException("no quality of service is " + number);
    };
  }

  /// The lower of the two: what is delivered exceeds neither what was published nor what was
  /// subscribed.
  public QoS atMost(QoS other) {
    return number <= other.number ? this : other;
  }
}
