package io.fieldway.node.packet;

import java.util.EnumSet;

/// PUBREC (MQTT 5 §3.5). MQTT 3.1.1 has neither reason nor properties.
public record Pubrec(int packetId, ReasonCode reason, Properties properties) implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "PUBREC",
          "[MQTT-3.5.2-1]",
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
  public static Pubrec of(int packetId) {
    return new Pubrec(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  static Pubrec read(Reader in, Version version) throws MalformedPacketException {
    int packetId = in.packetId();
    if (Acknowledgement.endsWithPacketId(in, version)) {
      return of(packetId);
    }
    ReasonCode reason = in.reason(VOCABULARY);
    return new Pubrec(packetId, reason, Acknowledgement.properties(in, VOCABULARY));
  }

  int remainingLength(Version version) {
    return Acknowledgement.remainingLength(reason, properties, version);
  }

  void write(Writer out, Version version) {
    Acknowledgement.write(out, PacketType.PUBREC, packetId, reason, properties, version);
  }
}
