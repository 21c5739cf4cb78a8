package io.fieldway.node.packet;

import java.util.EnumSet;

/// PUBCOMP (MQTT 5 §3.7). MQTT 3.1.1 has neither reason nor properties.
public record Pubcomp(int packetId, ReasonCode reason, Properties properties) implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "PUBCOMP",
          "[MQTT-3.7.2-1]",
          EnumSet.of(Property.REASON_STRING, Property.USER_PROPERTY),
          EnumSet.of(ReasonCode.SUCCESS, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));

  /// Says success with nothing to add.
  public static Pubcomp of(int packetId) {
    return new Pubcomp(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }

  static Pubcomp read(Reader in, Version version) throws MalformedPacketException {
    int packetId = in.packetId();
    if (Acknowledgement.endsWithPacketId(in, version)) {
      return of(packetId);
    }
    ReasonCode reason = in.reason(VOCABULARY);
    return new Pubcomp(packetId, reason, Acknowledgement.properties(in, VOCABULARY));
  }

  int remainingLength(Version version) {
    return Acknowledgement.remainingLength(reason, properties, version);
  }

  void write(Writer out, Version version) {
    Acknowledgement.write(out, PacketType.PUBCOMP, packetId, reason, properties, version);
  }
}
