package io.fieldway.node.broker;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Version;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import java.util.Optional;

/// A CONNECT in the making.
final class Hello {
  private final Version version;
  private final String clientId;
  private final Properties.Builder properties = Properties.builder();
  @Var private boolean cleanStart;
  @Var private int keepAlive;
  @Var private Optional<Will> will = Optional.empty();
  @Var private Optional<String> user = Optional.empty();

  private Hello(Version version, String clientId, boolean cleanStart) {
    this.version = version;
    this.clientId = clientId;
    this.cleanStart = cleanStart;
  }

  /// Of MQTT 5, with a session that ends with its connection.
  static Hello of(String clientId) {
    return new Hello(Version.MQTT_5, clientId, true);
  }

  /// Of MQTT 5, going on with a session of an hour.
  static Hello lasting(String clientId) {
    return new Hello(Version.MQTT_5, clientId, false).with(Property.SESSION_EXPIRY_INTERVAL, 3600);
  }

  /// Of MQTT 3.1.1.
  static Hello old(String clientId, boolean cleanSession) {
    return new Hello(Version.MQTT_3_1_1, clientId, cleanSession);
  }

  static Will will(String topic, String payload) {
    return new Will(topic, Bytes.utf8(payload), QoS.AT_LEAST_ONCE, false, Properties.NONE);
  }

  static Will will(String topic, String payload, Property property, long number) {
    return new Will(
        topic, Bytes.utf8(payload), QoS.AT_LEAST_ONCE, false, Properties.of(property, number));
  }

  @CanIgnoreReturnValue
  Hello clean() {
    cleanStart = true;
    return this;
  }

  @CanIgnoreReturnValue
  Hello going() {
    cleanStart = false;
    return this;
  }

  @CanIgnoreReturnValue
  Hello keepAlive(int seconds) {
    keepAlive = seconds;
    return this;
  }

  @CanIgnoreReturnValue
  Hello leaving(Will testament) {
    will = Optional.of(testament);
    return this;
  }

  @CanIgnoreReturnValue
  Hello as(String userName) {
    user = Optional.of(userName);
    return this;
  }

  @CanIgnoreReturnValue
  Hello with(Property property, long number) {
    properties.put(property, number);
    return this;
  }

  @CanIgnoreReturnValue
  Hello with(Property property, String text) {
    properties.put(property, text);
    return this;
  }

  @CanIgnoreReturnValue
  Hello with(Property property, Bytes binary) {
    properties.put(property, binary);
    return this;
  }

  Connect packet() {
    return new Connect(
        version, cleanStart, keepAlive, clientId, will, user, Optional.empty(), properties.build());
  }
}
