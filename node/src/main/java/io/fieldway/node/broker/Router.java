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

  Router(BrokerConfig config, Matches matches, Keeper keeper) {
    this.config = config;
    this.matches = matches;
    this.keeper = keeper;
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
    if (message.qos != QoS.AT_MOST_ONCE && !hasRoom(message, match, chosen, now)) {
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
      Subscribed member = chosen.get(i);
      deliver(message, Target.of(List.of(member)), member.group, retain, now);
      delivered = true;
    }
    return delivered ? Outcome.DELIVERED : Outcome.NOBODY;
  }

  /// Gives to another member what a member of a shared subscription did not get to have.
  void passOn(List<Delivery> deliveries, Session from, long now) {
    for (Delivery delivery : deliveries) {
      SharedGroup group = delivery.group;
      Subscribed member = group == null ? null : group.choose(from);
      if (member != null) {
        deliver(delivery.message, Target.of(List.of(member)), member.group, delivery.retain, now);
      }
    }
  }

  private static List<Subscribed> choose(Matches.Match match) {
    if (match.groups().isEmpty()) {
      return List.of();
    }
    List<Subscribed> chosen = new ArrayList<>(match.groups().size());
    for (SharedGroup group : match.groups()) {
      Subscribed member = group.choose(null);
      if (member != null) {
        chosen.add(member);
      }
    }
    return chosen;
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

  private boolean hasRoom(Message message, Matches.Match match, List<Subscribed> chosen, long now) {
    for (Target target : match.targets()) {
      if (!hasRoom(message, target.session(), target.qos(), now)) {
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
    if (granted == QoS.AT_MOST_ONCE) {
      return true;
    }
    if (session.isDurable() && !keeper.hasRoom()) {
      return false;
    }
    if (session.outgoing.sendsNow()) {
      return true;
    }
    boolean memory = keeper.heldBytes() + message.size() <= config.maximumQueuedBytes();
    boolean queue = session.outgoing.hasRoom() || config.whenFull() == WhenFull.DROP_OLDEST;
    if (memory && queue) {
      return true;
    }
    Client client = session.client;
    if (client != null) {
      // A client that does not acknowledge ends; what it leaves behind, if it is durable, counts
      // on.
      client.close(ReasonCode.QUOTA_EXCEEDED, "its queue is full and it does not acknowledge", now);
      return !session.isDurable();
    }
    return false;
  }
}
