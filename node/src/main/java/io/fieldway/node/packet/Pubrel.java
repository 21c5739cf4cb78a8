package io.fieldway.node.packet;

/// PUBREL (MQTT 5 §3.6). MQTT 3.1.1 has neither reason nor properties.
public record Pubrel(int packetId, ReasonCode reason, Properties properties) implements Packet {
  /// Says success with nothing to add.
  public static Pubrel of(int packetId) {
    return new Pubrel(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }
}
