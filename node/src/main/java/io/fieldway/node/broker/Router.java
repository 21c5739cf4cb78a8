package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
  @Var private @Nullable Beyond beyond;

  Router(BrokerConfig config, Matches matches, Keeper keeper, Counters counters) {
    this.config = config;
    this.matches = matches;
    this.keeper = keeper;
    this.counters = counters;
  }

  /// There are other nodes.
  void join(Beyond mesh) {
    beyond = mesh;
  }

  /// Delivers a message.
  ///
  /// @param publisher whose message it is, where it is a client's
  /// @param retain the flag as published, which subscribers see only if they asked for it
  Outcome publish(Message message, @Nullable Session publisher, boolean retain, long now) {
    Matches.Match match = matches.match(message.topic);
    boolean kept = retain && beyond != null && !SystemTopics.isReserved(message.topic);
    if (match.isEmpty() && !kept) {
      return Outcome.NOBODY;
    }
    Choice choice = choose(message.topic, match, publisher, kept);
    if (message.qos != QoS.AT_MOST_ONCE
        && !(mayGoOn(message, choice) && hasRoom(message, publisher, match, choice, now))) {
      return Outcome.REFUSED;
    }
    @Var boolean delivered = deliverAll(message, publisher, match.targets(), choice, retain, now);
    delivered |= goOn(message, choice, retain, now);
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
    Choice choice = choose(message.topic, match, publisher, retain && beyond != null);
    for (Subscribed member : choice.members) {
      if (hasRoom(message, member.session, member.subscription.qos(), now)) {
        deliverShared(message, member, retain, now);
      } else {
        counters.droppedFull++;
      }
    }
    if (message.qos == QoS.AT_MOST_ONCE || mayGoOn(message, choice)) {
      goOn(message, choice, retain, now);
    } else {
      counters.droppedFull++;
    }
  }

  /// Delivers a message that has come from another node to those it is for here.
  ///
  /// @param plain whether for the sessions that subscribed for themselves
  /// @param groups the shared subscriptions of which one session is to have it
  Outcome publishHere(
      Message message, boolean plain, List<String> groups, boolean retain, long now) {
    Matches.Match match = matches.match(message.topic).here(plain, groups);
    Choice choice =
        match.groups().isEmpty() ? Choice.NONE : chooseHere(message.topic, match.groups());
    if (message.qos != QoS.AT_MOST_ONCE
        && !(mayGoOn(message, choice) && hasRoom(message, null, match, choice, now))) {
      return Outcome.REFUSED;
    }
    @Var boolean delivered = deliverAll(message, null, match.targets(), choice, retain, now);
    delivered |= goOn(message, choice, false, now);
    return delivered ? Outcome.DELIVERED : Outcome.NOBODY;
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

  /// Who is to have a message besides the sessions that subscribed for themselves.
  private record Choice(List<Subscribed> members, List<Addressee> beyond) {
    /// Nobody, as with most messages.
    static final Choice NONE = new Choice(List.of(), List.of());
  }

  /// Chooses one of each shared subscription: a session here that is connected, else one of the
  /// nearest node that has one, else one here that is not connected, else one of a node that cannot
  /// be reached now.
  private Choice choose(
      String topic, Matches.Match match, @Nullable Session publisher, boolean everywhere) {
    if (match.groups().isEmpty() && match.beyond().isEmpty() && !everywhere) {
      return Choice.NONE;
    }
    List<Subscribed> members = new ArrayList<>(match.groups().size());
    Map<String, List<String>> groupsByNode = new TreeMap<>();
    for (SharedGroup group : match.groups()) {
      if (group.isSource(publisher)) {
        continue;
      }
      Optional<String> nearest = elsewhere(topic, group);
      Subscribed member = nearest.isPresent() ? null : group.choose();
      if (member != null) {
        members.add(member);
      } else {
        nearest.or(group::anyNode).ifPresent(node -> add(groupsByNode, node, group));
      }
    }
    return new Choice(members, addressees(match.beyond(), groupsByNode, everywhere));
  }

  /// Chooses a session here of each shared subscription, and where none is left another node that
  /// has some.
  private Choice chooseHere(String topic, List<SharedGroup> groups) {
    List<Subscribed> members = new ArrayList<>(groups.size());
    Map<String, List<String>> groupsByNode = new TreeMap<>();
    for (SharedGroup group : groups) {
      Subscribed member = group.choose();
      if (member != null) {
        members.add(member);
      } else {
        elsewhere(topic, group)
            .or(group::anyNode)
            .ifPresent(node -> add(groupsByNode, node, group));
      }
    }
    return new Choice(members, addressees(List.of(), groupsByNode, false));
  }

  private static void add(Map<String, List<String>> groupsByNode, String node, SharedGroup group) {
    groupsByNode.computeIfAbsent(node, key -> new ArrayList<>(1)).add(group.name());
  }

  private Optional<String> elsewhere(String topic, SharedGroup group) {
    return beyond == null || group.nodes().isEmpty() || group.hasConnected()
        ? Optional.empty()
        : beyond.nearest(topic, group.nodes());
  }

  private List<Addressee> addressees(
      List<Addressee> plain, Map<String, List<String>> groupsByNode, boolean everywhere) {
    if (groupsByNode.isEmpty() && !everywhere) {
      return plain;
    }
    Map<String, Addressee> all = new TreeMap<>();
    if (everywhere && beyond != null) {
      beyond.others().forEach(node -> all.put(node, new Addressee(node, false, List.of())));
    }
    groupsByNode.forEach((node, groups) -> all.put(node, new Addressee(node, false, groups)));
    plain.forEach(each ->
        all.put(
            each.node(),
            new Addressee(each.node(), true, groupsByNode.getOrDefault(each.node(), List.of()))));
    return List.copyOf(all.values());
  }

  private boolean mayGoOn(Message message, Choice choice) {
    return beyond == null
        || choice.beyond.isEmpty()
        || beyond.hasRoom(message.size(), choice.beyond);
  }

  private boolean goOn(Message message, Choice choice, boolean retain, long now) {
    if (beyond == null || choice.beyond.isEmpty()) {
      return false;
    }
    beyond.forward(message.onward(retain), choice.beyond, now);
    return true;
  }

  private boolean deliverAll(
      Message message,
      @Nullable Session publisher,
      List<Target> targets,
      Choice choice,
      boolean retain,
      long now) {
    @Var boolean delivered = false;
    for (@Var int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i).forMessageOf(publisher);
      if (target != null) {
        deliver(message, target, null, retain, now);
        delivered = true;
      }
    }
    for (@Var int i = 0; i < choice.members.size(); i++) {
      deliverShared(message, choice.members.get(i), retain, now);
      delivered = true;
    }
    return delivered;
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
      Message message, @Nullable Session publisher, Matches.Match match, Choice choice, long now) {
    for (Target each : match.targets()) {
      Target target = each.forMessageOf(publisher);
      if (target != null && !hasRoom(message, target.session(), target.qos(), now)) {
        return false;
      }
    }
    for (Subscribed member : choice.members) {
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
