package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;
import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import io.fieldway.wire.Bytes;
import org.jspecify.annotations.Nullable;

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

  private static final @Nullable Property[] BY_ID = byId();

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

  /// Reads the identifier of a property that the vocabulary holds. All of them are one byte long.
  static Property read(Reader in, Vocabulary vocabulary) throws MalformedPacketException {
    int id = in.variableBytes();
    Property property = id < BY_ID.length ? BY_ID[id] : null;
    if (property == null) {
      throw malformed(
          "MQTT 5 §2.2.2.2", "an identifier of a property", "0x" + Integer.toHexString(id));
    }
    if (!vocabulary.properties().contains(property)) {
      throw malformed("MQTT 5 §2.2.2.2", "a property of " + vocabulary.packet(), property.name());
    }
    return property;
  }

  Object readValue(Reader in) throws MalformedPacketException {
    return switch (kind) {
      case BYTE -> number(in.oneByte());
      case TWO_BYTES -> number(in.twoBytes());
      case FOUR_BYTES -> number(in.fourBytes());
      case VARIABLE_BYTES -> number(in.variableBytes());
      case TEXT -> in.text();
      case BINARY -> in.binary();
      case TEXT_PAIR -> new UserProperty(in.text(), in.text()); // [MQTT-1.5.7-1]
    };
  }

  /// A number in its range. Topic alias 0 is left to the broker, which answers it with a reason of
  /// its own.
  private Long number(long number) throws MalformedPacketException {
    if (kind == Kind.BYTE && number > 1) {
      throw protocolError("MQTT 5 §2.2.2.2", name() + " to be 0 or 1", Long.toString(number));
    }
    if (number == 0 && isNeverZero()) {
      throw protocolError("MQTT 5 §2.2.2.2", name() + " to be at least 1", "0");
    }
    return number;
  }

  private boolean isNeverZero() {
    return this == RECEIVE_MAXIMUM
        || this == MAXIMUM_PACKET_SIZE
        || this == SUBSCRIPTION_IDENTIFIER;
  }

  /// Bytes of the identifier and the value.
  int size(Object value) {
    return 1
        + switch (kind) {
          case BYTE -> 1;
          case TWO_BYTES -> 2;
          case FOUR_BYTES -> 4;
          case VARIABLE_BYTES -> Writer.sizeOfVariableBytes(((Long) value).intValue());
          case TEXT -> Writer.sizeOf((String) value);
          case BINARY -> Writer.sizeOf((Bytes) value);
          case TEXT_PAIR -> {
            UserProperty pair = (UserProperty) value;
            yield Writer.sizeOf(pair.name()) + Writer.sizeOf(pair.value());
          }
        };
  }

  void write(Writer out, Object value) {
    out.oneByte(id);
    switch (kind) {
      case BYTE -> out.oneByte(((Long) value).intValue());
      case TWO_BYTES -> out.twoBytes(((Long) value).intValue());
      case FOUR_BYTES -> out.fourBytes((Long) value);
      case VARIABLE_BYTES -> out.variableBytes(((Long) value).intValue());
      case TEXT -> out.text((String) value);
      case BINARY -> out.binary((Bytes) value);
      case TEXT_PAIR -> {
        UserProperty pair = (UserProperty) value;
        out.text(pair.name());
        out.text(pair.value());
      }
    }
  }

  private static @Nullable Property[] byId() {
    @Nullable Property[] byId = new Property[SHARED_SUBSCRIPTION_AVAILABLE.id + 1];
    for (Property property : values()) {
      byId[property.id] = property;
    }
    return byId;
  }
}
