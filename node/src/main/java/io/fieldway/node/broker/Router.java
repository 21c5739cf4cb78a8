package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings a message to the sessions that subscribed to its topic: to all of them or, where one has
/// no room for it, to none.
final class Router {
  /// What became of a message.
  enum Outcome {
    DELIVERED,
    NOBODY,
    REFUSED
  }

  private final BrokerConfig config;
  private final Matches matches;
  private final Keeper keeper;
  private final Counters counters;

  Router(BrokerConfig config, Matches matches, Keeper keeper, Counters counters) {
    this.config = config;
    this.matches = matches;
    this.keeper = keeper;
    this.counters = counters;
  }

  /// Delivers a message.
  ///
  /// @param publisher whose message it is, where it is a client's
  /// @param retain the flag as published, which subscribers see only if they asked for it
  Outcome publish(Message message, @Nullable Session publisher, boolean retain, long now) {
    Matches.Match match = matches.match(message.topic);
    if (match.targets().isEmpty() && match.groups().isEmpty()) {
      return Outcome.NOBODY;
    }
    List<Subscribed> chosen = choose(match);
    if (message.qos != QoS.AT_MOST_ONCE && !hasRoom(message, publisher, match, chosen, now)) {
      return Outcome.REFUSED;
    }
    @Var boolean delivered = false;
    List<Target> targets = match.targets();
    for (@Var int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i).forMessageOf(publisher);
      if (target != null) {
        deliver(message, target, null, retain, now);
        delivered = true;
      }
    }
    for (@Var int i = 0; i < chosen.size(); i++) {
      deliverShared(message, chosen.get(i), retain, now);
      delivered = true;
    }
    return delivered ? Outcome.DELIVERED : Outcome.NOBODY;
  }

  /// Delivers a message that can be refused to nobody, a will: to those who have room for it.
  void publishWhereRoom(Message message, Session publisher, boolean retain, long now) {
    Matches.Match match = matches.match(message.topic);
    for (Target each : match.targets()) {
      Target target = each.forMessageOf(publisher);
      if (target != null) {
        if (hasRoom(message, target.session(), target.qos(), now)) {
          deliver(message, target, null, retain, now);
        } else {
          counters.droppedFull++;
        }
      }
    }
    for (Subscribed member : choose(match)) {
      if (hasRoom(message, member.session, member.subscription.qos(), now)) {
        deliverShared(message, member, retain, now);
      } else {
        counters.droppedFull++;
      }
    }
  }

  /// Gives to another member what a member of a shared subscription did not get to have; whether
  /// there was one.
  boolean passOn(Delivery delivery, @Nullable Subscribed member, long now) {
    if (member == null) {
      return false;
    }
    deliver(delivery.message, member.alone(), member.group, delivery.retain, now);
    return true;
  }

  private static List<Subscribed> choose(Matches.Match match) {
    if (match.groups().isEmpty()) {
      return List.of();
    }
    List<Subscribed> chosen = new ArrayList<>(match.groups().size());
    for (SharedGroup group : match.groups()) {
      Subscribed member = group.choose();
      if (member != null) {
        chosen.add(member);
      }
    }
    return chosen;
  }

  /// Delivers to a member of a shared subscription, or to another where its session has just ended
  /// for want of room.
  private void deliverShared(Message message, Subscribed chosen, boolean retain, long now) {
    SharedGroup group = chosen.group;
    Subscribed member =
        chosen.session.ended && group != null ? group.chooseInstead(chosen.session) : chosen;
    if (member == null) {
      counters.droppedFull++;
    } else {
      deliver(message, member.alone(), group, retain, now);
    }
  }

  private void deliver(
      Message message, Target target, @Nullable SharedGroup group, boolean retain, long now) {
    Session session = target.session();
    QoS qos = message.qos.atMost(target.qos());
    boolean flag = retain && target.retainAsPublished(); // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
    if (qos == QoS.AT_MOST_ONCE && !flag && target.identifiers().isEmpty()) {
      session.outgoing.sendPlain(message, now);
    } else {
      session.outgoing.deliver(new Delivery(message, qos, flag, target.identifiers(), group), now);
    }
  }

  private boolean hasRoom(
      Message message,
      @Nullable Session publisher,
      Matches.Match match,
      List<Subscribed> chosen,
      long now) {
    for (Target each : match.targets()) {
      Target target = each.forMessageOf(publisher);
      if (target != null && !hasRoom(message, target.session(), target.qos(), now)) {
        return false;
      }
    }
    for (Subscribed member : chosen) {
      if (!hasRoom(message, member.session, member.subscription.qos(), now)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasRoom(Message message, Session session, QoS granted, long now) {
    if (granted == QoS.AT_MOST_ONCE || message.qos == QoS.AT_MOST_ONCE) {
      return true;
    }
    if (session.isDurable() && !keeper.hasRoom()) {
      return false;
    }
    Outgoing outgoing = session.outgoing;
    boolean memory = keeper.heldBytes() + message.size() <= config.maximumQueuedBytes();
    if (outgoing.sendsNow() && (memory || outgoing.inflightCount() == 0)) {
      return true;
    }
    boolean queue = outgoing.hasRoom() || config.whenFull() == WhenFull.DROP_OLDEST;
    if (memory && queue) {
      return true;
    }
    Client client = session.client;
    if (client == null || (queue && outgoing.bytes() <= config.maximumPendingBytes())) {
      return false;
    }
    // A client that does not acknowledge ends; what it leaves behind, if it is durable, counts on.
    counters.closedFull++;
    client.close(ReasonCode.QUOTA_EXCEEDED, "its queue is full and it does not acknowledge", now);
    return !session.isDurable();
  }
}
