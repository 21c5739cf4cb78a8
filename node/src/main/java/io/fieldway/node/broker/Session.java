package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.Will;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What lasts between a client and the broker, across its connections (MQTT 5 §4.1).
final class Session {
  final String clientId;

  /// Subscriptions by their whole filter.
  final Map<String, Subscribed> subscriptions = new HashMap<>(4);

  /// Packet ids of messages at QoS 2 whose PUBREL has not come, with the keys of their places in
  /// the journal (0 where they are not kept).
  final Map<Integer, Long> arrivals = new HashMap<>(4);

  final Outgoing outgoing;

  /// Its key in the journal, 0 while it is not kept.
  @Var long key;

  /// Its session expiry interval.
  @Var long expirySeconds;

  /// When it ends, unless its client comes back; [Kept#NEVER] while that is connected.
  @Var long endsAt = Kept.NEVER;

  /// Who it belongs to: nobody else may take it over.
  @Var Optional<String> user = Optional.empty();

  /// When its will is due; [Kept#NEVER] while its client is connected.
  @Var long willAt = Kept.NEVER;

  /// Whether it is over; nothing is delivered to it any more.
  @Var boolean ended;

  @Var @Nullable Client client;
  @Var private @Nullable Will will;

  Session(String clientId, BrokerConfig config, Keeper keeper, Gate gate, Counters counters) {
    this.clientId = clientId;
    this.outgoing = new Outgoing(this, config, keeper, gate, counters);
  }

  boolean isConnected() {
    return client != null;
  }

  /// Whether it outlives its connection, and so is kept in the journal.
  boolean isDurable() {
    return expirySeconds > 0;
  }

  Optional<Will> will() {
    return Optional.ofNullable(will);
  }

  void will(@Nullable Will will) {
    this.will = will;
    this.willAt = Kept.NEVER;
  }
}
