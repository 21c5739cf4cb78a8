package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

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
  private final WaitingLine waiting = new WaitingLine();

  /// Bytes of the messages that wait or are not acknowledged.
  @Var private long bytes;

  /// Valid for the connection: what was sent over a former one and is to be repeated over this.
  private final ArrayDeque<Delivery> repeating = new ArrayDeque<>(0);

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

  /// Bytes of the messages it has taken and is not rid of.
  long bytes() {
    return bytes;
  }

  boolean hasRoom() {
    return waiting.size() < config.maximumQueuedMessages();
  }

  /// Whether a message would leave at once.
  boolean sendsNow() {
    Client client = session.client;
    return client != null
        && client.isReady()
        && waiting.isEmpty()
        && !waiting.isHeld()
        && hasWindow(client);
  }

  /// Delivers a message. The caller has made sure of room for it, though not of room for several
  /// copies that a session has by its shared subscriptions; for them the queue may grow longer.
  void deliver(Delivery delivery, long now) {
    if (session.ended) {
      return;
    }
    if (delivery.qos == QoS.AT_MOST_ONCE) {
      sendUnacknowledged(delivery, now);
      return;
    }
    if (sendsNow()) {
      hold(delivery);
      begin(delivery, now);
      return;
    }
    if (!hasRoom() && config.whenFull() == WhenFull.DROP_OLDEST) {
      dropOldest();
    }
    await(delivery);
  }

  /// Sends a message at QoS 0 with nothing added to it.
  void sendPlain(Message message, long now) {
    Client client = session.client;
    if (client == null) {
      return;
    }
    if (message.expiresAt == Kept.NEVER
        && !waiting.holdsUnacknowledged()
        && client.isReady()
        && !client.transmitter().limitsPacketSize()
        && client.rights().mayReceive(message.topic)) {
      client.publish(message.plain());
    } else {
      sendUnacknowledged(new Delivery(message, QoS.AT_MOST_ONCE, false, List.of(), null), now);
    }
  }

  /// Sends a message at QoS 0 to a client that can take it; others do not get it (MQTT 5 §4.3.1).
  /// It does not overtake a retained one that waits [MQTT-4.6.0-5].
  private void sendUnacknowledged(Delivery delivery, long now) {
    Client client = session.client;
    if (client == null) {
      return;
    }
    if (!client.isReady() || (waiting.holdsUnacknowledged() && !hasRoom())) {
      counters.droppedSlow++;
    } else if (waiting.holdsUnacknowledged()) {
      await(delivery);
    } else {
      sendNow(client, delivery, now);
    }
  }

  private void sendNow(Client client, Delivery delivery, long now) {
    if (client.transmitter().maySend(delivery, client.rights(), now)) {
      client.publish(delivery.publish(false, now));
    }
  }

  /// Delivers a message from before the subscription, which waits where others at QoS 0 would be
  /// dropped. Where there is no room to wait it is dropped itself, and nothing that was
  /// acknowledged.
  void deliverEarlier(Delivery delivery, long now) {
    if (sendsNow()) {
      deliver(delivery, now);
    } else if (hasRoom() && (!isSaved(delivery) || keeper.hasRoom())) {
      await(delivery);
    } else if (delivery.qos == QoS.AT_MOST_ONCE) {
      counters.droppedSlow++;
    } else {
      counters.droppedFull++;
    }
  }

  /// PUBACK, of a message at QoS 1.
  Answer acknowledged(int packetId, long now) {
    Delivery delivery = window.get(packetId);
    if (delivery == null) {
      return Answer.OF_NOTHING;
    }
    if (delivery.qos != QoS.AT_LEAST_ONCE) {
      return Answer.OF_ANOTHER_KIND;
    }
    complete(delivery);
    pump(now);
    return Answer.TAKEN;
  }

  /// PUBREC, of a message at QoS 2. After it the message is not sent again but PUBREL is
  /// [MQTT-4.3.3-4].
  Answer received(int packetId, boolean refused, long now) {
    Delivery delivery = window.get(packetId);
    if (delivery == null) {
      return Answer.OF_NOTHING;
    }
    if (delivery.qos != QoS.EXACTLY_ONCE) {
      return Answer.OF_ANOTHER_KIND;
    }
    if (refused) {
      complete(delivery);
      pump(now);
      return Answer.TAKEN;
    }
    delivery.released = true;
    repeated(delivery);
    if (delivery.key != 0) {
      keeper.save(session, delivery);
    }
    release(delivery);
    return Answer.TAKEN;
  }

  /// PUBCOMP, of a message at QoS 2 whose PUBREC has come.
  Answer completed(int packetId, long now) {
    Delivery delivery = window.get(packetId);
    if (delivery == null) {
      return Answer.OF_NOTHING;
    }
    if (!delivery.released) {
      return Answer.OF_ANOTHER_KIND;
    }
    complete(delivery);
    pump(now);
    return Answer.TAKEN;
  }

  /// Repeats what was not acknowledged, in order [MQTT-4.4.0-1], [MQTT-4.6.0-1], and goes on with
  /// what waits. PUBREL goes out at once, PUBLISH as far as the client takes it: its Receive
  /// Maximum may be a smaller one than before.
  void resume(long now) {
    repeating.clear();
    window.forEach(delivery -> {
      if (delivery.released) {
        release(delivery);
      } else {
        delivery.toRepeat = true;
        repeating.add(delivery);
      }
    });
    pump(now);
  }

  /// Sends what waits as far as the client takes it.
  void pump(long now) {
    Client client = session.client;
    if (client == null) {
      return;
    }
    while (client.isReady() && !repeating.isEmpty() && repeatsNow(client)) {
      repeat(client, repeating.element(), now);
    }
    while (client.isReady() && !waiting.isEmpty() && !waiting.isHeld()) {
      if (waiting.first().qos == QoS.AT_MOST_ONCE) {
        Delivery delivery = waiting.removeFirst();
        forget(delivery);
        sendNow(client, delivery, now);
      } else if (hasWindow(client)) {
        begin(waiting.removeFirst(), now);
      } else {
        return;
      }
    }
  }

  /// Lets everything that comes wait until [#goOn].
  void holdBack() {
    waiting.hold();
  }

  void goOn(long now) {
    waiting.release();
    pump(now);
  }

  /// Offers what never left and was chosen by a shared subscription, and forgets what is taken.
  void offerShared(Predicate<Delivery> taken) {
    waiting.removeIf(delivery -> {
      boolean goes = delivery.group != null && taken.test(delivery);
      if (goes) {
        forget(delivery);
      }
      return goes;
    });
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
    waiting.forEach(delivery -> {
      if (delivery.group != null) {
        shared.add(delivery);
      }
      forget(delivery);
    });
    waiting.clear();
    return shared;
  }

  /// Puts back what was kept.
  void restore(Delivery delivery) {
    hold(delivery);
    if (delivery.packetId != 0) {
      window.restore(delivery);
    } else {
      waiting.add(delivery);
    }
  }

  /// Whether what is to be repeated may go: what was sent over this connection counts, what was not
  /// yet does not [MQTT-3.3.4-9].
  private boolean repeatsNow(Client client) {
    return window.size() - repeating.size() < client.transmitter().sendMaximum();
  }

  private void repeat(Client client, Delivery delivery, long now) {
    repeated(delivery);
    if (client.transmitter().suits(delivery, client.rights(), now)) {
      transmit(delivery, true, now);
    } else {
      complete(delivery); // as if it had been sent [MQTT-3.1.2-25]
    }
  }

  private void repeated(Delivery delivery) {
    if (delivery.toRepeat) {
      delivery.toRepeat = false;
      repeating.remove(delivery);
    }
  }

  /// Puts a message into the queue.
  private void await(Delivery delivery) {
    hold(delivery);
    if (isSaved(delivery)) {
      keeper.save(session, delivery);
    }
    waiting.add(delivery);
  }

  private boolean isSaved(Delivery delivery) {
    return session.isDurable() && delivery.qos != QoS.AT_MOST_ONCE;
  }

  private void begin(Delivery delivery, long now) {
    Client client = session.client;
    if (client == null || !client.transmitter().maySend(delivery, client.rights(), now)) {
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
    Publish publish = delivery.publish(dup, now);
    if (delivery.qos == QoS.EXACTLY_ONCE && delivery.key != 0) {
      gate.pass(keeper.position(), client, () -> client.publish(publish));
    } else {
      client.publish(publish);
    }
  }

  private void release(Delivery delivery) {
    Client client = session.client;
    if (client != null) {
      client.reply(delivery.key == 0 ? 0 : keeper.position(), Pubrel.of(delivery.packetId));
    }
  }

  private void dropOldest() {
    if (!waiting.isEmpty()) {
      counters.droppedFull++;
      forget(waiting.removeFirst());
    }
  }

  private void complete(Delivery delivery) {
    window.remove(delivery);
    repeated(delivery);
    forget(delivery);
  }

  private void forget(Delivery delivery) {
    keeper.forget(delivery);
    drop(delivery);
  }

  private void hold(Delivery delivery) {
    keeper.hold(delivery.message);
    bytes += delivery.message.size();
  }

  private void drop(Delivery delivery) {
    keeper.release(delivery.message);
    bytes -= delivery.message.size();
  }

  private boolean hasWindow(Client client) {
    return repeating.isEmpty()
        && window.size() < client.transmitter().sendMaximum()
        && window.hasFreeId();
  }
}
