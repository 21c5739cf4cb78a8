package io.fieldway.node.packet;

import java.util.EnumSet;

/// DISCONNECT (MQTT 5 §3.14). In MQTT 3.1.1 only clients send it, without a reason.
public record Disconnect(ReasonCode reason, Properties properties) implements Packet {
  /// Table 3-10, sent by a client.
  static final Vocabulary OF_CLIENTS =
      Vocabulary.of(
          "DISCONNECT of a client",
          "[MQTT-3.14.2-1]",
          EnumSet.of(
              Property.SESSION_EXPIRY_INTERVAL, Property.REASON_STRING, Property.USER_PROPERTY),
          EnumSet.of(
              ReasonCode.SUCCESS,
              ReasonCode.DISCONNECT_WITH_WILL,
              ReasonCode.UNSPECIFIED_ERROR,
              ReasonCode.MALFORMED_PACKET,
              ReasonCode.PROTOCOL_ERROR,
              ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
              ReasonCode.BAD_AUTHENTICATION_METHOD,
              ReasonCode.TOPIC_NAME_INVALID,
              ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
              ReasonCode.TOPIC_ALIAS_INVALID,
              ReasonCode.PACKET_TOO_LARGE,
              ReasonCode.MESSAGE_RATE_TOO_HIGH,
              ReasonCode.QUOTA_EXCEEDED,
              ReasonCode.ADMINISTRATIVE_ACTION,
              ReasonCode.PAYLOAD_FORMAT_INVALID));

  /// Table 3-10, sent by a server. [MQTT-3.14.2-2] It names no session expiry interval.
  static final Vocabulary OF_SERVERS =
      Vocabulary.of(
          "DISCONNECT of a server",
          "[MQTT-3.14.2-1]",
          EnumSet.of(Property.REASON_STRING, Property.USER_PROPERTY, Property.SERVER_REFERENCE),
          EnumSet.of(
              ReasonCode.SUCCESS,
              ReasonCode.UNSPECIFIED_ERROR,
              ReasonCode.MALFORMED_PACKET,
              ReasonCode.PROTOCOL_ERROR,
              ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
              ReasonCode.NOT_AUTHORIZED,
              ReasonCode.SERVER_BUSY,
              ReasonCode.SERVER_SHUTTING_DOWN,
              ReasonCode.BAD_AUTHENTICATION_METHOD,
              ReasonCode.KEEP_ALIVE_TIMEOUT,
              ReasonCode.SESSION_TAKEN_OVER,
              ReasonCode.TOPIC_FILTER_INVALID,
              ReasonCode.TOPIC_NAME_INVALID,
              ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
              ReasonCode.TOPIC_ALIAS_INVALID,
              ReasonCode.PACKET_TOO_LARGE,
              ReasonCode.MESSAGE_RATE_TOO_HIGH,
              ReasonCode.QUOTA_EXCEEDED,
              ReasonCode.ADMINISTRATIVE_ACTION,
              ReasonCode.PAYLOAD_FORMAT_INVALID,
              ReasonCode.RETAIN_NOT_SUPPORTED,
              ReasonCode.QOS_NOT_SUPPORTED,
              ReasonCode.USE_ANOTHER_SERVER,
              ReasonCode.SERVER_MOVED,
              ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
              ReasonCode.CONNECTION_RATE_EXCEEDED,
              ReasonCode.MAXIMUM_CONNECT_TIME,
              ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED,
              ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED));

  /// Reads what may be left out from its end on (MQTT 5 §3.14.2.1, §3.14.2.2.1).
  static Disconnect read(Reader in, Vocabulary vocabulary, Version version)
      throws MalformedPacketException {
    if (in.isAtEnd() || version == Version.MQTT_3_1_1) {
      return new Disconnect(ReasonCode.SUCCESS, Properties.NONE);
    }
    ReasonCode reason = in.reason(vocabulary);
    Properties properties =
        in.isAtEnd() ? Properties.NONE : Properties.read(in, vocabulary, version);
    return new Disconnect(reason, properties);
  }

  int remainingLength(Version version) {
    if (isEmpty(version)) {
      return 0;
    }
    return 1 + (properties.isEmpty() ? 0 : properties.size(version));
  }

  void write(Writer out, Version version) {
    out.header(PacketType.DISCONNECT.firstByte(), remainingLength(version));
    if (isEmpty(version)) {
      return;
    }
    out.oneByte(reason.code());
    if (!properties.isEmpty()) {
      properties.write(out, version);
    }
  }

  private boolean isEmpty(Version version) {
    return version == Version.MQTT_3_1_1 || (reason == ReasonCode.SUCCESS && properties.isEmpty());
  }
}
