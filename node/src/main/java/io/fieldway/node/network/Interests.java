package io.fieldway.node.network;

import io.fieldway.node.network.ControlMessage.Delta;
import io.fieldway.node.network.ControlMessage.Whole;
import io.fieldway.node.network.Network.Effects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The interest of the other nodes: whole, or by what has changed. Whatever came, it is taken only
/// where it leads to the filters whose digest the node has signed.
///
/// A change of what is not here makes this node ask, one neighbour at a time, for the whole; what
/// is asked is answered, or the link goes down, or the neighbour says that it has forgotten the
/// node.
final class Interests {
  private final RoutingConfig config;
  private final Own own;
  private final Map<String, KnownNode> nodes;
  private final Map<String, Neighbour> neighbours;
  private final Judge judge;
  private final Flood flood;
  private final Shelf shelf;
  private final Effects effects;
  private final Counters counters;

  /// Who was asked for the interest of a node.
  private final Map<String, String> asked = new HashMap<>();

  Interests(
      RoutingConfig config,
      Own own,
      Map<String, KnownNode> nodes,
      Map<String, Neighbour> neighbours,
      Judge judge,
      Flood flood,
      Shelf shelf,
      Effects effects,
      Counters counters) {
    this.config = config;
    this.own = own;
    this.nodes = nodes;
    this.neighbours = neighbours;
    this.judge = judge;
    this.flood = flood;
    this.shelf = shelf;
    this.effects = effects;
    this.counters = counters;
  }

  void received(Neighbour from, Delta message, long now) throws InvalidControlException {
    InterestHead head = judge.head(message.head());
    Optional<KnownNode> waiting = waiting(from, head, message.head(), now);
    if (waiting.isEmpty()) {
      return;
    }
    KnownNode node = waiting.get();
    if (!node.head.stamp().equals(message.base())) {
      from.knowsInterest(node.name, head.stamp());
      ask(node);
      return;
    }
    judge.requireFilters(node.name, message.added());
    judge.requireGenuine(node.name, message.head());
    List<String> added = new ArrayList<>();
    Map<String, Long> removed = new HashMap<>();
    step(node.filters, message, added, removed);
    boolean isProved = node.filters.root().equals(head.root());
    boolean hasRoom = judge.hasRoom(node.filters.size(), node.filters.characters());
    if (isProved && hasRoom) {
      from.knowsInterest(node.name, head.stamp());
      take(node, head, message.head(), added, removed, now);
      return;
    }
    added.forEach(node.filters::remove);
    removed.forEach(node.filters::put);
    if (!hasRoom) {
      throw judge.tooMuch(node.name);
    }
    // What it is a change of bears the same version here and is something else.
    counters.mismatched++;
    from.knowsInterest(node.name, head.stamp());
    ask(node);
  }

  void received(Neighbour from, Whole message, long now) throws InvalidControlException {
    InterestHead head = judge.head(message.head());
    List<String> filters =
        from.gather(
            message.head(),
            message.filters(),
            config.maximumFilters(),
            config.maximumInterestCharacters());
    if (!message.isLast()) {
      return;
    }
    from.gatheredAll();
    asked.remove(head.node(), from.name);
    Optional<KnownNode> waiting = waiting(from, head, message.head(), now);
    KnownNode node = nodes.get(head.node());
    if (node == null || head.node().equals(own.name())) {
      return;
    }
    from.lacksInterestAbove(node.name, node.head.stamp());
    try {
      if (waiting.isPresent()) {
        whole(from, node, head, message.head(), filters, now);
      }
    } finally {
      ask(node); // somebody may have what is newer still
    }
  }

  /// Puts back what survived a restart, if it is what the node has signed.
  boolean restore(KnownNode node, InterestHead head, Signed signed) {
    if (!node.filters.root().equals(head.root())) {
      return false;
    }
    node.head = head;
    node.signedHead = signed;
    return true;
  }

  /// A neighbour has gone, and does not answer any more.
  void down(String neighbour) {
    List<String> unanswered =
        asked.entrySet().stream()
            .filter(each -> each.getValue().equals(neighbour))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    for (String name : unanswered) {
      asked.remove(name);
      KnownNode node = nodes.get(name);
      if (node != null) {
        ask(node);
      }
    }
  }

  /// A neighbour knows nothing of a node any more.
  void forgotten(Neighbour from, String name) {
    from.forget(name);
    if (asked.remove(name, from.name)) {
      KnownNode node = nodes.get(name);
      if (node != null) {
        ask(node);
      }
    }
  }

  /// This node forgets another.
  void forget(KnownNode node) {
    asked.remove(node.name);
    node.filters.stream().toList().forEach(filter -> effects.uninterested(node.name, filter));
  }

  /// The node for which the interest would be a newer one; empty where there is none.
  private Optional<KnownNode> waiting(Neighbour from, InterestHead head, Signed signed, long now)
      throws InvalidControlException {
    KnownNode node = nodes.get(head.node());
    if (node == null) {
      counters.older++;
      flood.forgotten(head.node(), from);
      return Optional.empty();
    }
    boolean isSelf = head.node().equals(own.name());
    if (isSelf && !node.head.stamp().isNewerThan(head.stamp()) && !node.signedHead.equals(signed)) {
      judge.requireGenuine(head.node(), signed);
      own.contestInterest(head.stamp(), now);
    }
    if (isSelf || !head.stamp().isNewerThan(node.head.stamp())) {
      counters.older++;
      from.knowsInterest(head.node(), head.stamp());
      return Optional.empty();
    }
    return Optional.of(node);
  }

  private static void step(
      FilterSet filters, Delta message, List<String> added, Map<String, Long> removed) {
    for (String filter : message.removed()) {
      long key = filters.key(filter);
      if (filters.remove(filter)) {
        removed.put(filter, key);
      }
    }
    for (String filter : message.added()) {
      if (filters.put(filter, FilterSet.UNKEPT)) {
        added.add(filter);
      }
    }
  }

  private void whole(
      Neighbour from,
      KnownNode node,
      InterestHead head,
      Signed signed,
      List<String> filters,
      long now)
      throws InvalidControlException {
    judge.requireRoom(node.name, filters.size(), filters.stream().mapToLong(String::length).sum());
    judge.requireFilters(node.name, filters);
    judge.requireGenuine(node.name, signed);
    FilterSet come = new FilterSet();
    filters.forEach(filter -> come.put(filter, node.filters.key(filter)));
    if (!come.root().equals(head.root())) {
      throw judge.refuse(Refusal.FORGED, "the filters that " + node.name + " has signed", "others");
    }
    List<String> added = come.without(node.filters);
    Map<String, Long> removed = new HashMap<>();
    node.filters.without(come).forEach(filter -> removed.put(filter, node.filters.key(filter)));
    node.filters = come;
    from.knowsInterest(node.name, head.stamp());
    take(node, head, signed, added, removed, now);
  }

  private void take(
      KnownNode node,
      InterestHead head,
      Signed signed,
      List<String> added,
      Map<String, Long> removed,
      long now) {
    counters.taken++;
    Stamp base = node.head.stamp();
    node.head = head;
    node.signedHead = signed;
    node.heardAt = now;
    shelf.keepInterest(node, added, List.copyOf(removed.values()));
    List<String> gone = removed.keySet().stream().sorted().toList();
    added.forEach(filter -> effects.interested(node.name, filter));
    gone.forEach(filter -> effects.uninterested(node.name, filter));
    flood.spread(node, new Flood.Step(base, added, gone), now);
  }

  /// Asks a neighbour that has a newer interest of a node than there is here, unless one is asked.
  private void ask(KnownNode node) {
    if (asked.containsKey(node.name)) {
      return;
    }
    for (Neighbour neighbour : neighbours.values()) {
      if (neighbour.interest(node.name).isNewerThan(node.head.stamp())) {
        asked.put(node.name, neighbour.name);
        flood.want(node.name, neighbour);
        return;
      }
    }
  }
}
