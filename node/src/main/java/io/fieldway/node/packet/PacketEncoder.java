package io.fieldway.node.packet;

/// Writes packets as the bytes of a version. A packet that no packet of the protocol can say, such
/// as a text of more than 65,535 bytes, is a mistake of ours and an [IllegalArgumentException].
public final class PacketEncoder {
  private PacketEncoder() {}

  /// How many bytes [#write] writes.
  public static int size(Packet packet, Version version) {
    int remainingLength = remainingLength(packet, version);
    return 1 + Writer.sizeOfVariableBytes(remainingLength) + remainingLength;
  }

  /// No fewer bytes than [#write] writes: [#size], or more where that is found sooner.
  public static int sizeBound(Packet packet, Version version) {
    return packet instanceof Publish publish ? publish.sizeBound(version) : size(packet, version);
  }

  /// Writes a packet and returns where the next one goes. What the version has no bytes for, such
  /// as properties in MQTT 3.1.1, is left out.
  ///
  /// @param target has room for [#size] or [#sizeBound] bytes from `offset` on
  public static int write(Packet packet, Version version, byte[] target, int offset) {
    Writer out = new Writer(target, offset);
    switch (packet) {
      case Publish publish -> publish.write(out, version);
      case Puback puback -> puback.write(out, version);
      case Pubrec pubrec -> pubrec.write(out, version);
      case Pubrel pubrel -> pubrel.write(out, version);
      case Pubcomp pubcomp -> pubcomp.write(out, version);
      case Connect connect -> connect.write(out);
      case Connack connack -> connack.write(out, version);
      case Subscribe subscribe -> subscribe.write(out, version);
      case Suback suback -> suback.write(out, version);
      case Unsubscribe unsubscribe -> unsubscribe.write(out, version);
      case Unsuback unsuback -> unsuback.write(out, version);
      case Pingreq _ -> out.header(PacketType.PINGREQ.firstByte(), 0);
      case Pingresp _ -> out.header(PacketType.PINGRESP.firstByte(), 0);
      case Disconnect disconnect -> disconnect.write(out, version);
      case Auth auth -> auth.write(out, version);
    }
    return out.at();
  }

  private static int remainingLength(Packet packet, Version version) {
    return switch (packet) {
      case Publish publish -> publish.remainingLength(version);
      case Puback puback -> puback.remainingLength(version);
      case Pubrec pubrec -> pubrec.remainingLength(version);
      case Pubrel pubrel -> pubrel.remainingLength(version);
      case Pubcomp pubcomp -> pubcomp.remainingLength(version);
      case Connect connect -> connect.remainingLength();
      case Connack connack -> connack.remainingLength(version);
      case Subscribe subscribe -> subscribe.remainingLength(version);
      case Suback suback -> suback.remainingLength(version);
      case Unsubscribe unsubscribe -> unsubscribe.remainingLength(version);
      case Unsuback unsuback -> unsuback.remainingLength(version);
      case Pingreq _, Pingresp _ -> 0;
      case Disconnect disconnect -> disconnect.remainingLength(version);
      case Auth auth -> auth.remainingLength(version);
    };
  }
}
