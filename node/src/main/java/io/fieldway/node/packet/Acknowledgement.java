package io.fieldway.node.packet;

/// What PUBACK, PUBREC, PUBREL and PUBCOMP have in common: a packet identifier, and in MQTT 5 a
/// reason and properties, each left out where it says nothing (MQTT 5 §3.4.2).
final class Acknowledgement {
  private static final int PACKET_ID_SIZE = 2;
  private static final int REASON_SIZE = 1;

  private Acknowledgement() {}

  /// Whether a packet identifier was all.
  static boolean endsWithPacketId(Reader in, Version version) {
    return in.isAtEnd() || version == Version.MQTT_3_1_1;
  }

  /// The properties, which may be left out when they are none.
  static Properties properties(Reader in, Vocabulary vocabulary) throws MalformedPacketException {
    return in.isAtEnd() ? Properties.NONE : Properties.read(in, vocabulary, Version.MQTT_5);
  }

  static int remainingLength(ReasonCode reason, Properties properties, Version version) {
    if (isShort(reason, properties, version)) {
      return PACKET_ID_SIZE;
    }
    return PACKET_ID_SIZE + REASON_SIZE + (properties.isEmpty() ? 0 : properties.size(version));
  }

  static void write(
      Writer out,
      PacketType type,
      int packetId,
      ReasonCode reason,
      Properties properties,
      Version version) {
    out.header(type.firstByte(), remainingLength(reason, properties, version));
    out.packetId(packetId);
    if (isShort(reason, properties, version)) {
      return;
    }
    out.oneByte(reason.code());
    if (!properties.isEmpty()) {
      properties.write(out, version);
    }
  }

  private static boolean isShort(ReasonCode reason, Properties properties, Version version) {
    return version == Version.MQTT_3_1_1 || (reason == ReasonCode.SUCCESS && properties.isEmpty());
  }
}
