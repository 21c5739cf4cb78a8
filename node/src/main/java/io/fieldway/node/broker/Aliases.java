package io.fieldway.node.broker;

import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The topic aliases of one connection, each way with its own (MQTT 5 §3.3.2.3.4).
final class Aliases {
  /// Bytes that an alias adds to a message at most: itself, and the lengths before it.
  static final int COST = 5;

  private final @Nullable String[] incoming;
  private final int outgoingMaximum;
  private final Map<String, Integer> outgoing = new HashMap<>();

  /// @param incomingMaximum the highest the client may use
  /// @param outgoingMaximum the highest it accepts
  Aliases(int incomingMaximum, int outgoingMaximum) {
    this.incoming = new @Nullable String[incomingMaximum + 1];
    this.outgoingMaximum = outgoingMaximum;
  }

  /// Whether the client may use an alias [MQTT-3.3.2-8], [MQTT-3.3.2-9].
  boolean accepts(long alias) {
    return alias > 0 && alias < incoming.length;
  }

  /// Ties an alias to a topic.
  void learn(int alias, String topic) {
    incoming[alias] = topic;
  }

  /// The topic of an alias, null where it has none yet.
  @Nullable String topic(int alias) {
    return incoming[alias];
  }

  /// Gives the first topics an alias each, and replaces a topic that has one [MQTT-3.1.2-26].
  Publish shorten(Publish publish) {
    Integer known = outgoing.get(publish.topic());
    if (known != null) {
      return with(publish, "", known);
    }
    if (outgoing.size() < outgoingMaximum) {
      int alias = outgoing.size() + 1;
      outgoing.put(publish.topic(), alias);
      return with(publish, publish.topic(), alias);
    }
    return publish;
  }

  private static Publish with(Publish publish, String topic, int alias) {
    return new Publish(
        topic,
        publish.payload(),
        publish.qos(),
        publish.retain(),
        publish.dup(),
        publish.packetId(),
        publish.properties().toBuilder().put(Property.TOPIC_ALIAS, alias).build());
  }
}
