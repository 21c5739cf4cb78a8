package io.fieldway.node.packet;

/// PUBREC (MQTT 5 §3.5). MQTT 3.1.1 has neither reason nor properties.
public record Pubrec(int packetId, ReasonCode reason, Properties properties) implements Packet {
  /// Says success with nothing to add.
  public static Pubrec of(int packetId) {
    return new Pubrec(packetId, ReasonCode.SUCCESS, Properties.NONE);
  }
}
