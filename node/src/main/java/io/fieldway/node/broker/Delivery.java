package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
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
}
