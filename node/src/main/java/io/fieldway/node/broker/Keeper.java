package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept.KeptArrival;
import io.fieldway.node.kept.Kept.KeptDelivery;
import io.fieldway.node.kept.Kept.KeptHistory;
import io.fieldway.node.kept.Kept.KeptMessage;
import io.fieldway.node.kept.Kept.KeptRemoval;
import io.fieldway.node.kept.Kept.KeptRetained;
import io.fieldway.node.kept.Kept.KeptSession;
import io.fieldway.node.kept.Kept.KeptSubscription;
import io.fieldway.node.kept.Ledger;

/// Writes the broker's state into the journal and counts what is held in memory.
final class Keeper {
  /// What a place in a queue costs in memory besides its message, roughly.
  private static final int PLACE = 64;

  private final Ledger ledger;
  @Var private long heldMessages;
  @Var private long heldBytes;

  Keeper(Ledger ledger) {
    this.ledger = ledger;
  }

  long position() {
    return ledger.position();
  }

  boolean hasRoom() {
    return ledger.hasRoom();
  }

  long heldMessages() {
    return heldMessages;
  }

  long heldBytes() {
    return heldBytes;
  }

  /// Ends an event of the broker: what it wrote survives as a whole.
  void boundary() {
    ledger.boundary();
  }

  void save(Session session) {
    if (session.key == 0) {
      session.key = ledger.nextKey();
    }
    ledger.put(
        session.key,
        new KeptSession(
            session.clientId, session.expirySeconds, session.endsAt, session.user, session.will()));
  }

  void save(Subscribed subscribed) {
    if (subscribed.key == 0) {
      subscribed.key = ledger.nextKey();
    }
    ledger.put(
        subscribed.key,
        new KeptSubscription(
            subscribed.session.key, subscribed.subscription, subscribed.identifier));
  }

  void save(Session session, Delivery delivery) {
    if (delivery.key == 0) {
      keep(delivery.message);
      delivery.key = ledger.nextKey();
    }
    ledger.put(
        delivery.key,
        new KeptDelivery(
            session.key,
            delivery.message.key,
            delivery.qos,
            delivery.retain,
            delivery.identifiers,
            delivery.packetId,
            delivery.released,
            delivery.group == null ? "" : delivery.group.name()));
  }

  /// Forgets a delivery, and its message with the last of them.
  void forget(Delivery delivery) {
    if (delivery.key != 0) {
      ledger.remove(delivery.key);
      delivery.key = 0;
      unkeep(delivery.message);
    }
  }

  /// Remembers that a packet id of QoS 2 is in use by a client; answers the key.
  long saveArrival(Session session, int packetId) {
    return ledger.add(new KeptArrival(session.key, packetId));
  }

  /// Remembers a retained message; answers the key.
  long saveRetained(Message message, Stamp stamp) {
    keep(message);
    return ledger.add(new KeptRetained(message.key, stamp.time(), stamp.origin()));
  }

  /// Remembers that a retained message was removed; answers the key.
  long saveRemoval(String topic, Stamp stamp) {
    return ledger.add(new KeptRemoval(topic, stamp.time(), stamp.origin()));
  }

  /// Remembers a message for those who subscribe later; answers the key.
  long saveHistory(Message message, long at, Stamp stamp, String publisher) {
    keep(message);
    return ledger.add(new KeptHistory(message.key, at, stamp.time(), stamp.origin(), publisher));
  }

  /// Forgets a place that a message has besides its deliveries, and the message with the last.
  void forgetPlace(long key, Message message) {
    ledger.remove(key);
    unkeep(message);
  }

  void forget(long key) {
    ledger.remove(key);
  }

  /// Counts a message that a queue or a retained place holds.
  void hold(Message message) {
    heldMessages++;
    heldBytes += PLACE;
    if (message.holders++ == 0) {
      heldBytes += message.size();
    }
  }

  void release(Message message) {
    heldMessages--;
    heldBytes -= PLACE;
    if (--message.holders == 0) {
      heldBytes -= message.size();
    }
  }

  private void keep(Message message) {
    if (message.keepers++ == 0) {
      message.key = ledger.nextKey();
      ledger.put(
          message.key,
          new KeptMessage(
              message.topic, message.payload, message.qos, message.expiresAt, message.properties));
    }
  }

  private void unkeep(Message message) {
    if (--message.keepers == 0) {
      ledger.remove(message.key);
      message.key = 0;
    }
  }
}
