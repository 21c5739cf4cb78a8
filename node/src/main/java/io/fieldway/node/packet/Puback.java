package io.fieldway.node.packet;

import java.util.EnumSet;

/// PUBACK (MQTT 5 §3.4). MQTT 3.1.1 has neither reason nor properties.
public record Puback(int packetId, ReasonCode reason, Properties properties) implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "PUBACK",
          "[MQTT-3.4.2-1]",
          EnumSet.of(Property.REASON_STRING, Property.USER_PROPERTY),
          EnumSet.of(
              ReasonCode.SUCCESS,
              ReasonCode.NO_MATCHING_SUBSCRIBERS,
              ReasonCode.UNSPECIFIED_ERROR,
              ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
              ReasonCode.NOT_AUTHORIZED,
              ReasonCode.TOPIC_NAME_INVALID,
              ReasonCode.PACKET_IDENTIFIER_IN_USE,
              ReasonCode.QUOTA_EXCEEDED,
              ReasonCode.PAYLOAD_FORMAT_INVALID));

  /// Says success with nothing to add.
  public static Puback of(int packetId) {
    return new Puback(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  static Puback read(Reader in, Version version) throws MalformedPacketException {
    int packetId = in.packetId();
    if (Acknowledgement.endsWithPacketId(in, version)) {
      return of(packetId);
    }
    ReasonCode reason = in.reason(VOCABULARY);
    return new Puback(packetId, reason, Acknowledgement.properties(in, VOCABULARY));
  }

  int remainingLength(Version version) {
    return Acknowledgement.remainingLength(reason, properties, version);
  }

  void write(Writer out, Version version) {
    Acknowledgement.write(out, PacketType.PUBACK, packetId, reason, properties, version);
  }
}
