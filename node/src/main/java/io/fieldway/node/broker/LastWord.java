package io.fieldway.node.broker;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.ReasonCode;
import org.jspecify.annotations.Nullable;

/// The packets that say why a connection ends; not every one has a word for every reason.
final class LastWord {
  private LastWord() {}

  /// DISCONNECT with the word of its own for a reason (MQTT 5 Table 3-10).
  static Disconnect disconnect(ReasonCode reason, Properties properties) {
    ReasonCode word =
        switch (reason) {
          case UNSUPPORTED_PROTOCOL_VERSION -> ReasonCode.PROTOCOL_ERROR;
          case BAD_USER_NAME_OR_PASSWORD, BANNED -> ReasonCode.NOT_AUTHORIZED;
          case SERVER_UNAVAILABLE -> ReasonCode.SERVER_BUSY;
          default -> reason;
        };
    return new Disconnect(word, properties); // [MQTT-4.13.1-1]
  }

  /// Whether CONNACK says why a client is not let in. MQTT 3.1.1 lets a CONNECT that breaks the
  /// protocol go without an answer [MQTT-3.1.4-1].
  static boolean hasConnack(ReasonCode reason, @Nullable Greeting greeting) {
    if (greeting == null) {
      return reason == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
    }
    boolean broken = reason == ReasonCode.MALFORMED_PACKET || reason == ReasonCode.PROTOCOL_ERROR;
    return greeting.isMqtt5() || !broken;
  }

  /// CONNACK with the word of its own for a reason (MQTT 5 Table 3-1).
  static Connack connack(ReasonCode reason, Properties properties) {
    ReasonCode word =
        reason == ReasonCode.SERVER_SHUTTING_DOWN ? ReasonCode.SERVER_UNAVAILABLE : reason;
    return new Connack(false, word, properties);
  }
}
