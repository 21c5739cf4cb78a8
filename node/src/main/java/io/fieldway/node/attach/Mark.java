package io.fieldway.node.attach;

import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.UserProperty;

/// What is written on a message that leaves a mesh, in a user property that anybody can read: the
/// mesh and the node that have published it. What carries one is not taken into any mesh again, so
/// that nothing goes in circles.
final class Mark {
  private static final String NAME = "fieldway-attached";

  private Mark() {}

  static boolean isOn(Properties properties) {
    return !properties.isEmpty()
        && properties.userProperties().stream().anyMatch(user -> user.name().equals(NAME));
  }

  /// A message as it is published there, with one mark.
  static Publish outward(Publish publish, QoS qos, boolean retain, String mark) {
    Properties.Builder all = without(publish.properties(), Property.TOPIC_ALIAS);
    all.user(NAME, mark);
    return publish(publish, qos, retain, all.build());
  }

  /// A message as it is published here: a client names no subscription [MQTT-3.3.4-6].
  static Publish inward(Publish publish) {
    return publish.properties().has(Property.SUBSCRIPTION_IDENTIFIER)
        ? publish(
            publish,
            publish.qos(),
            publish.retain(),
            without(publish.properties(), Property.SUBSCRIPTION_IDENTIFIER).build())
        : publish;
  }

  private static Properties.Builder without(Properties properties, Property dropped) {
    Properties.Builder rest = properties.toBuilder().remove(dropped);
    if (!isOn(properties)) {
      return rest;
    }
    rest.remove(Property.USER_PROPERTY);
    for (UserProperty user : properties.userProperties()) {
      if (!user.name().equals(NAME)) {
        rest.user(user.name(), user.value());
      }
    }
    return rest;
  }

  private static Publish publish(Publish from, QoS qos, boolean retain, Properties properties) {
    boolean unacknowledged = qos == QoS.AT_MOST_ONCE;
    return new Publish(
        from.topic(),
        from.payload(),
        qos,
        retain,
        from.dup() && !unacknowledged, // [MQTT-3.3.1-2]
        unacknowledged ? 0 : from.packetId(),
        properties);
  }
}
