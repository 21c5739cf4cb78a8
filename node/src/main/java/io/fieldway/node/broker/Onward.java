package io.fieldway.node.broker;

import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;

/// A message on its way between nodes.
///
/// @param retain whether it was published with the flag, and so becomes its topic's retained one at
///   every node
/// @param properties as published, without message expiry interval and topic alias
/// @param expiresAt milliseconds since the epoch, [io.fieldway.node.kept.Kept#NEVER] where it does
///   not expire
/// @param time when it was published, in milliseconds since the epoch, by its source's clock
public record Onward(
    String topic,
    Bytes payload,
    QoS qos,
    boolean retain,
    Properties properties,
    long expiresAt,
    long time) {
  /// What it says, in bytes, roughly.
  public long bytes() {
    return (long) topic.length()
        + payload.size()
        + (properties.isEmpty()
            ? 0
            : PacketEncoder.size(
                new Publish(topic, payload, QoS.AT_MOST_ONCE, false, false, 0, properties),
                Version.MQTT_5));
  }
}
