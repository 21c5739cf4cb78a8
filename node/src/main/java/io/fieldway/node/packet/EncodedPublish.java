package io.fieldway.node.packet;

/// A PUBLISH as bytes, made once and written to many clients that differ in its packet identifier
/// and in DUP alone.
public final class EncodedPublish {
  private static final int WITHOUT_PACKET_ID = -1;

  private final byte[] bytes;
  private final int packetIdAt;

  private EncodedPublish(byte[] bytes, int packetIdAt) {
    this.bytes = bytes;
    this.packetIdAt = packetIdAt;
  }

  /// Encodes a message. Its packet identifier and DUP are not looked at.
  public static EncodedPublish of(Publish message, Version version) {
    boolean identified = message.qos() != QoS.AT_MOST_ONCE;
    Publish first =
        new Publish(
            message.topic(),
            message.payload(),
            message.qos(),
            message.retain(),
            false,
            identified ? 1 : 0,
            message.properties());
    byte[] bytes = new byte[PacketEncoder.size(first, version)];
    PacketEncoder.write(first, version, bytes, 0);
    int headerSize = bytes.length - first.remainingLength(version);
    return new EncodedPublish(
        bytes, identified ? headerSize + Writer.sizeOf(first.topic()) : WITHOUT_PACKET_ID);
  }

  public int size() {
    return bytes.length;
  }

  /// Writes the packet and returns where the next one goes.
  ///
  /// @param packetId 1 to 65,535; not looked at where the quality of service is 0
  /// @param dup not looked at where the quality of service is 0 [MQTT-3.3.1-2]
  /// @param target has room for [#size] bytes from `offset` on
  public int write(int packetId, boolean dup, byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
    if (packetIdAt != WITHOUT_PACKET_ID) {
      new Writer(target, offset + packetIdAt).packetId(packetId);
      if (dup) {
        target[offset] |= (byte) Publish.DUP;
      }
    }
    return offset + bytes.length;
  }
}
