package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import org.jspecify.annotations.Nullable;

/// An application message inside the broker, shared by all who are to have it.
final class Message {
  /// What a message costs in memory besides what it says, roughly.
  private static final int OVERHEAD = 160;

  final String topic;
  final Bytes payload;
  final QoS qos;

  /// As published, without message expiry interval, topic alias and subscription identifiers.
  final Properties properties;

  /// Milliseconds since the epoch, [Kept#NEVER] where it does not expire.
  final long expiresAt;

  /// Its key in the journal; 0 while it is not kept there.
  @Var long key;

  /// How many durable deliveries and retained places name it.
  @Var int keepers;

  /// How many queues and retained places hold it in memory.
  @Var int holders;

  /// Of a message to be retained: when it was published, by its source's clock.
  @Var long time;

  @Var private @Nullable Publish plain;
  @Var private long size;

  Message(String topic, Bytes payload, QoS qos, Properties properties, long expiresAt) {
    this.topic = topic;
    this.payload = payload;
    this.qos = qos;
    this.properties = properties;
    this.expiresAt = expiresAt;
  }

  /// The message of a PUBLISH whose topic is known.
  static Message of(String topic, Bytes payload, QoS qos, Properties published, long now) {
    if (published.isEmpty()) {
      return new Message(topic, payload, qos, Properties.NONE, Kept.NEVER);
    }
    long expiry = published.number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
    Properties forwarded =
        published.toBuilder()
            .remove(Property.MESSAGE_EXPIRY_INTERVAL)
            .remove(Property.TOPIC_ALIAS)
            .remove(Property.WILL_DELAY_INTERVAL)
            .build();
    return new Message(
        topic, payload, qos, forwarded, expiry < 0 ? Kept.NEVER : now + expiry * 1000);
  }

  /// As it goes on to other nodes.
  Onward onward(boolean retain) {
    return new Onward(topic, payload, qos, retain, properties, expiresAt, time);
  }

  /// Whether its interval has passed. One of no seconds is for those who can have it at once.
  boolean isExpired(long now) {
    return expiresAt < now;
  }

  /// What it costs in memory, its properties included.
  long size() {
    if (properties.isEmpty()) {
      return (long) OVERHEAD + topic.length() + payload.size();
    }
    if (size == 0) {
      size = OVERHEAD + (long) PacketEncoder.size(plain(), Version.MQTT_5);
    }
    return size;
  }

  /// The message at QoS 0 and not retained, as most receivers see it: one value for all of them.
  Publish plain() {
    @Var Publish made = plain;
    if (made == null) {
      made = new Publish(topic, payload, QoS.AT_MOST_ONCE, false, false, 0, properties);
      plain = made;
    }
    return made;
  }
}
