package io.fieldway.node.packet;

import java.util.EnumSet;

/// PUBREL (MQTT 5 §3.6). MQTT 3.1.1 has neither reason nor properties.
public record Pubrel(int packetId, ReasonCode reason, Properties properties) implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "PUBREL",
          "[MQTT-3.6.2-1]",
          EnumSet.of(Property.REASON_STRING, Property.USER_PROPERTY),
          EnumSet.of(ReasonCode.SUCCESS, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));

  /// Says success with nothing to add.
  public static Pubrel of(int packetId) {
    return new Pubrel(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  static Pubrel read(Reader in, Version version) throws MalformedPacketException {
    int packetId = in.packetId();
    if (Acknowledgement.endsWithPacketId(in, version)) {
      return of(packetId);
    }
    ReasonCode reason = in.reason(VOCABULARY);
    return new Pubrel(packetId, reason, Acknowledgement.properties(in, VOCABULARY));
  }

  int remainingLength(Version version) {
    return Acknowledgement.remainingLength(reason, properties, version);
  }

  void write(Writer out, Version version) {
    Acknowledgement.write(out, PacketType.PUBREL, packetId, reason, properties, version);
  }
}
