package io.fieldway.node.attach;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Version;

/// What the other broker takes, as it says in CONNACK (MQTT 5 §3.2.2.3).
record Allowance(
    int receiveMaximum,
    QoS maximumQos,
    boolean retain,
    long maximumPacketSize,
    boolean wildcards,
    long keepAliveMillis) {
  static Allowance of(Connack connack, Terms terms) {
    Properties said = connack.properties();
    return new Allowance(
        (int) said.number(Property.RECEIVE_MAXIMUM, 65_535),
        QoS.of((int) said.number(Property.MAXIMUM_QOS, 2)),
        said.number(Property.RETAIN_AVAILABLE, 1) == 1,
        said.number(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE),
        said.number(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, 1) == 1,
        said.number(Property.SERVER_KEEP_ALIVE, terms.keepAliveSeconds()) * 1000);
  }

  boolean fits(Packet packet) {
    return maximumPacketSize >= Integer.MAX_VALUE
        || PacketEncoder.size(packet, Version.MQTT_5) <= maximumPacketSize;
  }
}
