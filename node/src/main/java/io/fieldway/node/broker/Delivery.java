package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// That a session is to have a message.
final class Delivery {
  final Message message;

  /// At which it is sent; also of a retained message at QoS 0 that waits for a slow client.
  final QoS qos;

  /// The flag as it is sent.
  final boolean retain;

  final List<Integer> identifiers;

  /// The shared subscription that chose the session.
  final @Nullable SharedGroup group;

  /// Its key in the journal, 0 where it is not kept.
  @Var long key;

  /// 0 while it was not sent.
  @Var int packetId;

  /// Whether PUBREC has come, so that PUBREL and not PUBLISH is repeated [MQTT-4.3.3-3].
  @Var boolean released;

  /// Whether it was sent over a former connection and not yet over this one.
  @Var boolean toRepeat;

  Delivery(
      Message message,
      QoS qos,
      boolean retain,
      List<Integer> identifiers,
      @Nullable SharedGroup group) {
    this.message = message;
    this.qos = qos;
    this.retain = retain;
    this.identifiers = identifiers;
    this.group = group;
  }

  /// The message as its receiver sees it.
  Publish publish(boolean dup, long now) {
    boolean bare = identifiers.isEmpty() && message.expiresAt == Kept.NEVER;
    if (bare && qos == QoS.AT_MOST_ONCE && !retain) {
      return message.plain();
    }
    return new Publish(
        message.topic,
        message.payload,
        qos,
        retain,
        dup,
        packetId,
        bare ? message.properties : properties(now));
  }

  private Properties properties(long now) {
    Properties.Builder properties = message.properties.toBuilder();
    if (message.expiresAt != Kept.NEVER) {
      // What is left of it [MQTT-3.3.2-6].
      properties.put(
          Property.MESSAGE_EXPIRY_INTERVAL, Math.max(0, (message.expiresAt - now + 999) / 1000));
    }
    identifiers.forEach(identifier -> properties.put(Property.SUBSCRIPTION_IDENTIFIER, identifier));
    return properties.build();
  }
}
