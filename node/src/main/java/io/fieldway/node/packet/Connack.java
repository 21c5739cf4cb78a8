package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;
import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import java.util.EnumSet;

/// CONNACK (MQTT 5 §3.2). For MQTT 3.1.1 the codec writes the return code that is nearest.
public record Connack(boolean sessionPresent, ReasonCode reason, Properties properties)
    implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "CONNACK",
          "[MQTT-3.2.2-8]",
          EnumSet.of(
              Property.SESSION_EXPIRY_INTERVAL,
              Property.RECEIVE_MAXIMUM,
              Property.MAXIMUM_QOS,
              Property.RETAIN_AVAILABLE,
              Property.MAXIMUM_PACKET_SIZE,
              Property.ASSIGNED_CLIENT_IDENTIFIER,
              Property.TOPIC_ALIAS_MAXIMUM,
              Property.REASON_STRING,
              Property.USER_PROPERTY,
              Property.WILDCARD_SUBSCRIPTION_AVAILABLE,
              Property.SUBSCRIPTION_IDENTIFIER_AVAILABLE,
              Property.SHARED_SUBSCRIPTION_AVAILABLE,
              Property.SERVER_KEEP_ALIVE,
              Property.RESPONSE_INFORMATION,
              Property.SERVER_REFERENCE,
              Property.AUTHENTICATION_METHOD,
              Property.AUTHENTICATION_DATA),
          EnumSet.of(
              ReasonCode.SUCCESS,
              ReasonCode.UNSPECIFIED_ERROR,
              ReasonCode.MALFORMED_PACKET,
              ReasonCode.PROTOCOL_ERROR,
              ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
              ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
              ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
              ReasonCode.BAD_USER_NAME_OR_PASSWORD,
              ReasonCode.NOT_AUTHORIZED,
              ReasonCode.SERVER_UNAVAILABLE,
              ReasonCode.SERVER_BUSY,
              ReasonCode.BANNED,
              ReasonCode.BAD_AUTHENTICATION_METHOD,
              ReasonCode.TOPIC_NAME_INVALID,
              ReasonCode.PACKET_TOO_LARGE,
              ReasonCode.QUOTA_EXCEEDED,
              ReasonCode.PAYLOAD_FORMAT_INVALID,
              ReasonCode.RETAIN_NOT_SUPPORTED,
              ReasonCode.QOS_NOT_SUPPORTED,
              ReasonCode.USE_ANOTHER_SERVER,
              ReasonCode.SERVER_MOVED,
              ReasonCode.CONNECTION_RATE_EXCEEDED));

  static Connack read(Reader in, Version version) throws MalformedPacketException {
    int flags = in.oneByte();
    if (flags > 1) {
      throw malformed("[MQTT-3.2.2-1]", "reserved acknowledge flags to be 0", "others");
    }
    boolean sessionPresent = flags == 1;
    ReasonCode reason =
        version == Version.MQTT_5 ? in.reason(VOCABULARY) : reasonOfReturnCode(in.oneByte());
    if (sessionPresent && reason != ReasonCode.SUCCESS) {
      throw protocolError("[MQTT-3.2.2-6]", "session present 0 with a refusal", "1");
    }
    return new Connack(sessionPresent, reason, Properties.read(in, VOCABULARY, version));
  }

  /// MQTT 3.1.1 Table 3.1.
  private static ReasonCode reasonOfReturnCode(int code) throws MalformedPacketException {
    return switch (code) {
      case 0 -> ReasonCode.SUCCESS;
      case 1 -> ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
      case 2 -> ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
      case 3 -> ReasonCode.SERVER_UNAVAILABLE;
      case 4 -> ReasonCode.BAD_USER_NAME_OR_PASSWORD;
      case 5 -> ReasonCode.NOT_AUTHORIZED;
      default ->
          throw protocolError(
              "MQTT 3.1.1 §3.2.2.3", "a return code from 0 to 5", Integer.toString(code));
    };
  }

  /// The return code that is nearest: what a client cannot mend by itself or by waiting is Not
  /// authorized, what may pass is Server unavailable.
  private int returnCode() {
    return switch (reason) {
      case SUCCESS -> 0;
      case UNSUPPORTED_PROTOCOL_VERSION -> 1;
      case CLIENT_IDENTIFIER_NOT_VALID -> 2;
      case BAD_USER_NAME_OR_PASSWORD -> 4;
      case NOT_AUTHORIZED,
          BANNED,
          BAD_AUTHENTICATION_METHOD,
          MALFORMED_PACKET,
          PROTOCOL_ERROR,
          TOPIC_NAME_INVALID,
          PACKET_TOO_LARGE,
          PAYLOAD_FORMAT_INVALID,
          RETAIN_NOT_SUPPORTED,
          QOS_NOT_SUPPORTED ->
          5;
      default -> 3;
    };
  }

  int remainingLength(Version version) {
    return 2 + properties.size(version);
  }

  void write(Writer out, Version version) {
    out.header(PacketType.CONNACK.firstByte(), remainingLength(version));
    out.oneByte(sessionPresent ? 1 : 0);
    out.oneByte(version == Version.MQTT_5 ? reason.code() : returnCode());
    properties.write(out, version);
  }
}
