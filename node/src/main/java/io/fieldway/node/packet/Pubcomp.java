package io.fieldway.node.packet;

/// PUBCOMP (MQTT 5 §3.7). MQTT 3.1.1 has neither reason nor properties.
public record Pubcomp(int packetId, ReasonCode reason, Properties properties) implements Packet {
  /// Says success with nothing to add.
  public static Pubcomp of(int packetId) {
    return new Pubcomp(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }
}
