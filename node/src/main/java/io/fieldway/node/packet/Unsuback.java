package io.fieldway.node.packet;

import java.util.List;

/// UNSUBACK (MQTT 5 §3.11). MQTT 3.1.1 has no reasons.
public record Unsuback(int packetId, List<ReasonCode> reasons, Properties properties)
    implements Packet {
  public Unsuback(int packetId, List<ReasonCode> reasons, Properties properties) {
    this.packetId = packetId;
    this.reasons = List.copyOf(reasons);
    this.properties = properties;
  }
}
