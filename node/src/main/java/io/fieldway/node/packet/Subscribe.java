package io.fieldway.node.packet;

import java.util.List;

/// SUBSCRIBE (MQTT 5 §3.8).
public record Subscribe(int packetId, List<Subscription> subscriptions, Properties properties)
    implements Packet {
  public Subscribe(int packetId, List<Subscription> subscriptions, Properties properties) {
    this.packetId = packetId;
    this.subscriptions = List.copyOf(subscriptions);
    this.properties = properties;
  }
}
