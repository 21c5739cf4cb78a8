package io.fieldway.node.broker;

import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The way of messages to one session: those that wait, and those that were sent and are not
/// acknowledged.
///
/// A durable session's message at QoS 1 leaves at once, for a second copy does no harm; one at QoS
/// 2 leaves when the journal holds its packet id, for after a crash it must be repeated under the
/// same.
final class Outgoing {
  private final Session session;
  private final BrokerConfig config;
  private final Keeper keeper;
  private final Gate gate;
  private final Counters counters;
  private final Window window = new Window();
  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>(0);

  Outgoing(Session session, BrokerConfig config, Keeper keeper, Gate gate, Counters counters) {
    this.session = session;
    this.config = config;
    this.keeper = keeper;
    this.gate = gate;
    this.counters = counters;
  }

  int waitingCount() {
    return waiting.size();
  }

  int inflightCount() {
    return window.size();
  }

  boolean hasRoom() {
    return waiting.size() < config.maximumQueuedMessages();
  }

  /// Whether a message would leave at once.
  boolean sendsNow() {
    Client client = session.client;
    return client != null && client.isReady() && waiting.isEmpty() && hasWindow(client);
  }

  /// Delivers a message. The caller has made sure of room for it.
  void deliver(Delivery delivery, long now) {
    if (session.ended) {
      return;
    }
    if (delivery.qos == QoS.AT_MOST_ONCE) {
      sendUnacknowledged(delivery, now);
      return;
    }
    keeper.hold(delivery.message);
    if (sendsNow()) {
      begin(delivery, now);
      return;
    }
    if (!hasRoom()) {
      dropOldest();
    }
    if (session.isDurable()) {
      keeper.save(session, delivery);
    }
    waiting.add(delivery);
  }

  /// Sends a message at QoS 0 with nothing added to it.
  void sendPlain(Message message, long now) {
    Client client = session.client;
    if (client == null) {
      return;
    }
    if (message.expiresAt == Kept.NEVER
        && client.isReady()
        && !client.limitsPacketSize()
        && client.rights().mayReceive(message.topic)) {
      client.publish(message.plain());
    } else {
      sendUnacknowledged(new Delivery(message, QoS.AT_MOST_ONCE, false, List.of(), null), now);
    }
  }

  /// Sends a message at QoS 0 to a client that can take it; others do not get it [MQTT-4.3.1-1].
  private void sendUnacknowledged(Delivery delivery, long now) {
    Client client = session.client;
    if (client == null) {
      return;
    }
    if (!client.isReady()) {
      counters.droppedSlow++;
    } else if (maySend(client, delivery, now)) {
      client.publish(publish(delivery, false, now));
    }
  }

  /// Delivers a retained message, which waits where others at QoS 0 would be dropped.
  void deliverRetained(Delivery delivery, long now) {
    if (delivery.qos != QoS.AT_MOST_ONCE || sendsNow()) {
      deliver(delivery, now);
    } else if (hasRoom()) {
      keeper.hold(delivery.message);
      waiting.add(delivery);
    } else {
      counters.droppedSlow++;
    }
  }

  /// PUBACK: whether the packet id was in use for QoS 1.
  boolean acknowledged(int packetId, long now) {
    Delivery delivery = window.get(packetId);
    if (delivery == null || delivery.qos != QoS.AT_LEAST_ONCE) {
      return false;
    }
    complete(delivery);
    pump(now);
    return true;
  }

  /// PUBREC: whether the packet id was in use for QoS 2. After it the message is not sent again but
  /// PUBREL is [MQTT-4.3.3-4].
  boolean received(int packetId, boolean refused, long now) {
    Delivery delivery = window.get(packetId);
    if (delivery == null || delivery.qos != QoS.EXACTLY_ONCE) {
      return false;
    }
    if (refused) {
      complete(delivery);
      pump(now);
      return true;
    }
    delivery.released = true;
    if (delivery.key != 0) {
      keeper.save(session, delivery);
    }
    release(delivery);
    return true;
  }

  /// PUBCOMP: whether the packet id was in use for QoS 2.
  boolean completed(int packetId, long now) {
    Delivery delivery = window.get(packetId);
    if (delivery == null || !delivery.released) {
      return false;
    }
    complete(delivery);
    pump(now);
    return true;
  }

  /// Repeats what was not acknowledged, in order [MQTT-4.4.0-1], and goes on with what waits.
  void resume(long now) {
    window.forEach(delivery -> {
      if (delivery.released) {
        release(delivery);
      } else {
        transmit(delivery, true, now);
      }
    });
    pump(now);
  }

  /// Sends what waits as far as the client takes it.
  void pump(long now) {
    Client client = session.client;
    while (client != null && client.isReady() && !waiting.isEmpty()) {
      Delivery delivery = waiting.element();
      if (delivery.qos == QoS.AT_MOST_ONCE) {
        waiting.remove();
        keeper.release(delivery.message);
        sendUnacknowledged(delivery, now);
      } else if (hasWindow(client)) {
        waiting.remove();
        begin(delivery, now);
      } else {
        return;
      }
    }
  }

  /// Takes out what never left and was chosen by a shared subscription, where another member is
  /// connected.
  List<Delivery> takeSharedWaiting() {
    List<Delivery> shared =
        waiting.stream()
            .filter(
                delivery -> delivery.group != null && delivery.group.isConnectedBesides(session))
            .toList();
    waiting.removeAll(shared);
    shared.forEach(this::forget);
    return shared;
  }

  /// Forgets everything; answers what another member of a shared subscription may have instead:
  /// what never left, and what left at QoS 1 (MQTT 5 §4.8.2).
  List<Delivery> clear() {
    List<Delivery> shared = new ArrayList<>();
    window.forEach(delivery -> {
      if (delivery.group != null && delivery.qos == QoS.AT_LEAST_ONCE) {
        shared.add(delivery);
      }
      complete(delivery);
    });
    for (Delivery delivery : waiting) {
      if (delivery.group != null) {
        shared.add(delivery);
      }
      forget(delivery);
    }
    waiting.clear();
    return shared;
  }

  /// Puts back what was kept.
  void restore(Delivery delivery) {
    keeper.hold(delivery.message);
    if (delivery.packetId != 0) {
      window.restore(delivery);
    } else {
      waiting.add(delivery);
    }
  }

  private void begin(Delivery delivery, long now) {
    Client client = session.client;
    if (client == null || !maySend(client, delivery, now)) {
      forget(delivery);
      return;
    }
    window.add(delivery);
    if (session.isDurable()) {
      keeper.save(session, delivery);
    }
    transmit(delivery, false, now);
  }

  private void transmit(Delivery delivery, boolean dup, long now) {
    Client client = session.client;
    if (client == null) {
      return;
    }
    Publish publish = publish(delivery, dup, now);
    if (delivery.qos == QoS.EXACTLY_ONCE && delivery.key != 0) {
      gate.pass(keeper.position(), client, () -> client.publish(publish));
    } else {
      client.publish(publish);
    }
  }

  private void release(Delivery delivery) {
    Client client = session.client;
    if (client != null) {
      client.reply(keeper.position(), Pubrel.of(delivery.packetId));
    }
  }

  private boolean maySend(Client client, Delivery delivery, long now) {
    Message message = delivery.message;
    if (message.isExpired(now)) {
      counters.expiredMessages++; // [MQTT-3.3.2-5]
      return false;
    }
    if (!client.rights().mayReceive(message.topic)) {
      counters.droppedNotAuthorized++;
      return false;
    }
    if (client.limitsPacketSize()
        && PacketEncoder.size(publish(delivery, false, now), client.version())
            > client.maximumPacketSize()) {
      counters.droppedTooLarge++; // [MQTT-3.1.2-25]
      return false;
    }
    return true;
  }

  private static Publish publish(Delivery delivery, boolean dup, long now) {
    Message message = delivery.message;
    boolean bare = delivery.identifiers.isEmpty() && message.expiresAt == Kept.NEVER;
    if (bare && delivery.qos == QoS.AT_MOST_ONCE && !delivery.retain) {
      return message.plain();
    }
    return new Publish(
        message.topic,
        message.payload,
        delivery.qos,
        delivery.retain,
        dup,
        delivery.packetId,
        bare ? message.properties : properties(delivery, now));
  }

  private static Properties properties(Delivery delivery, long now) {
    Message message = delivery.message;
    Properties.Builder properties = message.properties.toBuilder();
    if (message.expiresAt != Kept.NEVER) {
      // What is left of it [MQTT-3.3.2-6].
      properties.put(
          Property.MESSAGE_EXPIRY_INTERVAL, Math.max(0, (message.expiresAt - now + 999) / 1000));
    }
    delivery.identifiers.forEach(
        identifier -> properties.put(Property.SUBSCRIPTION_IDENTIFIER, identifier));
    return properties.build();
  }

  private void dropOldest() {
    Delivery oldest = waiting.poll();
    if (oldest != null) {
      counters.droppedFull++;
      forget(oldest);
    }
  }

  private void complete(Delivery delivery) {
    window.remove(delivery);
    forget(delivery);
  }

  private void forget(Delivery delivery) {
    keeper.forget(delivery);
    keeper.release(delivery.message);
  }

  private boolean hasWindow(Client client) {
    return window.size() < client.sendMaximum() && window.hasFreeId();
  }
}
