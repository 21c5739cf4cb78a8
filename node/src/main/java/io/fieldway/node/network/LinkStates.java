package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.Network.Effects;
import io.fieldway.routing.graph.Topology;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// The links that nodes tell of, and the topology they make: a link is one when both ends tell of
/// it, and the dearer end says what it costs.
final class LinkStates {
  private final RoutingConfig config;
  private final Own own;
  private final Map<String, KnownNode> nodes;
  private final Topology topology;
  private final Crossings crossings;
  private final Judge judge;
  private final Flood flood;
  private final Effects effects;
  private final Counters counters;
  @Var private boolean hasTaken;

  LinkStates(
      RoutingConfig config,
      Own own,
      Map<String, KnownNode> nodes,
      Topology topology,
      Crossings crossings,
      Judge judge,
      Flood flood,
      Effects effects,
      Counters counters) {
    this.config = config;
    this.own = own;
    this.nodes = nodes;
    this.topology = topology;
    this.crossings = crossings;
    this.judge = judge;
    this.flood = flood;
    this.effects = effects;
    this.counters = counters;
  }

  void received(Neighbour from, LinkState message, long now) throws InvalidControlException {
    Advert advert = judge.advert(message.signed());
    KnownNode known = nodes.get(advert.node());
    if (advert.node().equals(own.name())) {
      ofSelf(advert, message.signed(), now);
      from.knowsAdvert(advert.node(), advert.stamp());
    } else if (known != null && !advert.stamp().isNewerThan(known.advert.stamp())) {
      counters.older++;
      from.knowsAdvert(advert.node(), advert.stamp());
    } else if (message.age() >= config.forgetAfter().toMillis()) {
      counters.older++;
    } else {
      judge.requireSound(advert);
      judge.requireGenuine(advert.node(), message.signed());
      if (known == null) {
        judge.requireRoomForNode(nodes.size());
      }
      from.knowsAdvert(advert.node(), advert.stamp());
      take(known == null ? new KnownNode(advert.node()) : known, advert, message, now);
    }
  }

  /// Puts back what survived a restart.
  void restore(KnownNode node, Advert advert) {
    node.advert = advert;
    nodes.put(node.name, node);
    topology.add(node.name);
    hasTaken = true;
    crossings.told(node.name, advert.filters());
    judgeLinks(node.name, advert.links());
  }

  /// Forgets the links of a node.
  void forget(KnownNode node) {
    nodes.remove(node.name);
    topology.remove(node.name);
    crossings.told(node.name, List.of());
  }

  /// Looks at a link of this node again.
  void judgeOwn(String neighbour) {
    judgeLink(own.name(), neighbour);
  }

  /// Whether an advert was taken that is not kept yet.
  boolean hasTaken() {
    return hasTaken;
  }

  void taken() {
    hasTaken = false;
  }

  private void take(KnownNode node, Advert advert, LinkState message, long now) {
    counters.taken++;
    SortedMap<String, Integer> former = node.advert.links();
    boolean isNew = nodes.put(node.name, node) == null;
    node.advert = advert;
    node.signedAdvert = message.signed();
    node.heardAt = now;
    ageFrom(node, now - message.age(), isNew);
    topology.add(node.name);
    crossings.told(node.name, advert.filters());
    judgeLinks(node.name, former);
    judgeLinks(node.name, advert.links());
    node.mustKeep = true;
    hasTaken = true;
    if (isNew) {
      effects.known(node.name);
    }
    flood.spread(node, now);
  }

  /// That it spoke shows that it lived, even where it cannot be reached.
  private static void ageFrom(KnownNode node, long since, boolean isNew) {
    if (isNew || (node.unreachableSince != Kept.NEVER && since > node.unreachableSince)) {
      node.unreachableSince = since;
    }
  }

  private void ofSelf(Advert advert, Signed signed, long now) throws InvalidControlException {
    KnownNode self = nodes.get(own.name());
    if (self == null) {
      throw new IllegalStateException("a node knows itself");
    }
    boolean isEcho =
        self.advert.stamp().isNewerThan(advert.stamp()) || self.signedAdvert.equals(signed);
    if (isEcho) {
      counters.older++;
    } else {
      judge.requireGenuine(advert.node(), signed);
      own.contestLinks(advert.stamp(), now);
    }
  }

  private void judgeLinks(String node, SortedMap<String, Integer> links) {
    for (String other : links.keySet()) {
      judgeLink(node, other);
    }
  }

  private void judgeLink(String a, String b) {
    Integer one = told(a, b);
    Integer other = told(b, a);
    if (one == null || other == null) {
      topology.cut(a, b);
    } else {
      topology.link(a, b, Math.max(one, other));
    }
  }

  private @Nullable Integer told(String from, String to) {
    if (from.equals(own.name())) {
      return own.links().get(to);
    }
    KnownNode node = nodes.get(from);
    return node == null ? null : node.advert.links().get(to);
  }
}
