package io.fieldway.gateway.driver.mqtt;

/// Why something of a message was not taken. The broker gets its acknowledgement all the same, for
/// the message would be no better the next time.
public enum MqttRefusal {
  /// No rule takes the topic.
  UNKNOWN_TOPIC("unknown-topic"),
  /// The payload, or a name in the topic, is not what the rule says. Nothing of it is kept.
  MALFORMED("malformed"),
  /// No such device is registered at this gateway. Nothing of it is kept.
  UNKNOWN_DEVICE("unknown-device"),
  /// A member's name can be no property's, or there are too many. The others are kept.
  UNNAMEABLE("unnameable"),
  /// The time of measurement cannot be read. The reading is kept with the time it came.
  UNTIMED("untimed"),
  /// The model refuses a value. It is kept in quarantine and shown.
  QUARANTINED("quarantined"),
  /// A result names an instruction the gateway did not give.
  UNKNOWN_INSTRUCTION("unknown-instruction"),
  /// A message at QoS 0 found no room.
  NO_ROOM("no-room");

  private final String word;

  MqttRefusal(String word) {
    this.word = word;
  }

  /// The reason as logs and metrics write it.
  public String word() {
    return word;
  }
}
