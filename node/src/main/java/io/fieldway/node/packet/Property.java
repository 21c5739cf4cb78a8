package io.fieldway.node.packet;

/// What a packet of MQTT 5 may carry besides its fields (MQTT 5 §2.2.2.2, Table 2-4).
public enum Property {
  PAYLOAD_FORMAT_INDICATOR(0x01, Kind.BYTE),
  MESSAGE_EXPIRY_INTERVAL(0x02, Kind.FOUR_BYTES),
  CONTENT_TYPE(0x03, Kind.TEXT),
  RESPONSE_TOPIC(0x08, Kind.TEXT),
  CORRELATION_DATA(0x09, Kind.BINARY),
  /// May stand more than once.
  SUBSCRIPTION_IDENTIFIER(0x0B, Kind.VARIABLE_BYTES),
  SESSION_EXPIRY_INTERVAL(0x11, Kind.FOUR_BYTES),
  ASSIGNED_CLIENT_IDENTIFIER(0x12, Kind.TEXT),
  SERVER_KEEP_ALIVE(0x13, Kind.TWO_BYTES),
  AUTHENTICATION_METHOD(0x15, Kind.TEXT),
  AUTHENTICATION_DATA(0x16, Kind.BINARY),
  REQUEST_PROBLEM_INFORMATION(0x17, Kind.BYTE),
  WILL_DELAY_INTERVAL(0x18, Kind.FOUR_BYTES),
  REQUEST_RESPONSE_INFORMATION(0x19, Kind.BYTE),
  RESPONSE_INFORMATION(0x1A, Kind.TEXT),
  SERVER_REFERENCE(0x1C, Kind.TEXT),
  REASON_STRING(0x1F, Kind.TEXT),
  RECEIVE_MAXIMUM(0x21, Kind.TWO_BYTES),
  TOPIC_ALIAS_MAXIMUM(0x22, Kind.TWO_BYTES),
  TOPIC_ALIAS(0x23, Kind.TWO_BYTES),
  MAXIMUM_QOS(0x24, Kind.BYTE),
  RETAIN_AVAILABLE(0x25, Kind.BYTE),
  /// May stand more than once.
  USER_PROPERTY(0x26, Kind.TEXT_PAIR),
  MAXIMUM_PACKET_SIZE(0x27, Kind.FOUR_BYTES),
  WILDCARD_SUBSCRIPTION_AVAILABLE(0x28, Kind.BYTE),
  SUBSCRIPTION_IDENTIFIER_AVAILABLE(0x29, Kind.BYTE),
  SHARED_SUBSCRIPTION_AVAILABLE(0x2A, Kind.BYTE);

  /// How a property is written (MQTT 5 §1.5).
  public enum Kind {
    BYTE,
    TWO_BYTES,
    FOUR_BYTES,
    VARIABLE_BYTES,
    TEXT,
    BINARY,
    TEXT_PAIR
  }

  private final int id;
  private final Kind kind;

  Property(int id, Kind kind) {
    this.id = id;
    this.kind = kind;
  }

  public int id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  /// Whether a packet may carry it more than once.
  public boolean isRepeatable() {
    return this == SUBSCRIPTION_IDENTIFIER || this == USER_PROPERTY;
  }
}
