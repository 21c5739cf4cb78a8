package io.fieldway.node.packet;

import java.util.List;

/// UNSUBSCRIBE (MQTT 5 §3.10).
public record Unsubscribe(int packetId, List<String> filters, Properties properties)
    implements Packet {
  public Unsubscribe(int packetId, List<String> filters, Properties properties) {
    this.packetId = packetId;
    this.filters = List.copyOf(filters);
    this.properties = properties;
  }
}
