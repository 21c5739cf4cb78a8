package io.fieldway.node.packet;

/// PUBACK (MQTT 5 §3.4). MQTT 3.1.1 has neither reason nor properties.
public record Puback(int packetId, ReasonCode reason, Properties properties) implements Packet {
  /// Says success with nothing to add.
  public static Puback of(int packetId) {
    return new Puback(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }
}
