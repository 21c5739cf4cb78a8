package io.fieldway.node.broker;

import io.fieldway.node.access.Credentials;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Version;

/// What a client said of itself in CONNECT.
///
/// @param connect the packet
/// @param clientId its own, or the one the broker gave it
/// @param assigned whether the broker gave it
record Greeting(Connect connect, String clientId, boolean assigned) {
  Version version() {
    return connect.version();
  }

  boolean isMqtt5() {
    return connect.version() == Version.MQTT_5;
  }

  int receiveMaximum() {
    return (int) connect.properties().number(Property.RECEIVE_MAXIMUM, 65_535);
  }

  int maximumPacketSize() {
    return (int)
        Math.min(
            Integer.MAX_VALUE,
            connect.properties().number(Property.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE));
  }

  int topicAliasMaximum() {
    return (int) connect.properties().number(Property.TOPIC_ALIAS_MAXIMUM, 0);
  }

  boolean problemInformation() {
    return connect.properties().number(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1;
  }

  /// In seconds. A session of MQTT 3.1.1 that is not clean has no end of its own.
  long sessionExpiry() {
    return isMqtt5()
        ? connect.properties().number(Property.SESSION_EXPIRY_INTERVAL, 0)
        : connect.cleanStart() ? 0 : 0xFFFF_FFFFL;
  }

  Credentials credentials(Origin origin) {
    return new Credentials(
        clientId,
        connect.userName(),
        connect.password(),
        origin.certificateName(),
        origin.loopback());
  }
}
