package io.fieldway.node.broker;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubrec;

/// The sentences for people that packets carry where they fit.
final class ReasonStrings {
  private ReasonStrings() {}

  /// A packet without its reason string [MQTT-3.2.2-19], [MQTT-3.4.2-2], [MQTT-3.5.2-2],
  /// [MQTT-3.14.2-3].
  static Packet without(Packet packet) {
    return switch (packet) {
      case Connack connack ->
          new Connack(connack.sessionPresent(), connack.reason(), without(connack.properties()));
      case Puback puback ->
          new Puback(puback.packetId(), puback.reason(), without(puback.properties()));
      case Pubrec pubrec ->
          new Pubrec(pubrec.packetId(), pubrec.reason(), without(pubrec.properties()));
      case Disconnect disconnect ->
          new Disconnect(disconnect.reason(), without(disconnect.properties()));
      default -> packet;
    };
  }

  private static Properties without(Properties properties) {
    return properties.toBuilder().remove(Property.REASON_STRING).build();
  }
}
