package io.fieldway.node.packet;

import java.util.List;

/// SUBACK (MQTT 5 §3.9). For MQTT 3.1.1 the codec writes every refusal as 0x80.
public record Suback(int packetId, List<ReasonCode> reasons, Properties properties)
    implements Packet {
  public Suback(int packetId, List<ReasonCode> reasons, Properties properties) {
    this.packetId = packetId;
    this.reasons = List.copyOf(reasons);
    this.properties = properties;
  }
}
