package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.network.ControlMessage.Delta;
import io.fieldway.node.network.ControlMessage.Digest;
import io.fieldway.node.network.ControlMessage.Entry;
import io.fieldway.node.network.ControlMessage.Forgotten;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.ControlMessage.Want;
import io.fieldway.node.network.ControlMessage.Whole;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import io.fieldway.routing.interest.InterestChange;
import io.fieldway.wire.Bytes;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a node knows of its mesh: the nodes, their links and their interest.
///
/// **Goals.** A bounded time after the last change all nodes that can reach each other know the
/// same, and what they know is so. Nothing older replaces what is newer, and nobody speaks for
/// another node. In a still mesh nothing is sent.
///
/// **Algorithm.** Link-state routing, as OSPF (RFC 2328) has it: each node says which links it has
/// and what they cost, with an epoch (its life) and a sequence, and the others pass it on
/// ([Flood]). Interest is told in the same way and counted apart: whole, or by what has changed
/// ([Interests]).
///
/// It belongs to one thread. Times are in milliseconds since the epoch. What it knows of others it
/// keeps in the ledger, whose boundary the caller sets after each call.
public final class Network {
  /// What a network has done by others. They may ask it, and call it only after the call is over.
  public interface Effects {
    /// Sends a neighbour a control message, in order with the others.
    void send(String neighbour, Bytes control);

    /// Another node has this filter in its interest now.
    void interested(String node, String filter);

    /// Another node does not have this filter in its interest any more.
    void uninterested(String node, String filter);

    /// A node was heard of that was not known.
    void known(String node);

    /// A node is not known any more; its interest has been taken away before.
    void forgotten(String node);

    /// A next hop, a weight or who can be reached has changed: once at most in a call, at its end.
    void routesChanged();
  }

  private final RoutingConfig config;
  private final Effects effects;
  private final Counters counters = new Counters();
  private final NavigableMap<String, KnownNode> nodes = new TreeMap<>();
  private final SortedMap<String, Neighbour> neighbours = new TreeMap<>();
  private final Topology topology = new Topology();
  private final ShortestPaths paths;
  private final Crossings crossings;
  private final Routes routes;
  private final Judge judge;
  private final Flood flood;
  private final Shelf shelf;
  private final Own own;
  private final LinkStates linkStates;
  private final Interests interests;
  private final KnownNode self;

  /// When somebody may have been out of reach for too long.
  @Var private long forgetAt = Kept.NEVER;

  /// A network that knows this node alone.
  ///
  /// @param self the name of this node, of 256 characters at most
  /// @param epoch the life of this node, at least 1, higher than in all former ones
  public Network(
      String self,
      long epoch,
      RoutingConfig config,
      Signatures signatures,
      Ledger ledger,
      Effects effects,
      long now) {
    if (epoch < 1 || self.isEmpty() || self.length() > ControlForm.LONGEST_NAME) {
      throw new IllegalArgumentException("a node has a name, and its lives are counted from 1");
    }
    this.config = config;
    this.effects = effects;
    this.self = new KnownNode(self);
    this.self.heardAt = now;
    nodes.put(self, this.self);
    topology.add(self);
    paths = new ShortestPaths(topology, self);
    crossings = new Crossings(self, topology, paths, now);
    routes = new Routes(topology, paths);
    judge = new Judge(config, signatures, counters);
    flood = new Flood(config, effects, counters, neighbours.values());
    shelf = new Shelf(ledger, counters);
    own = new Own(this.self, epoch, config, signatures, judge, counters);
    linkStates =
        new LinkStates(config, own, nodes, topology, crossings, judge, flood, effects, counters);
    interests =
        new Interests(config, own, nodes, neighbours, judge, flood, shelf, effects, counters);
    routes.follow();
  }

  /// Puts back what was known before a restart. Called before anything else.
  public void restore(Map<Long, ? extends Kept.OfNetwork> survived, long now) {
    new Restore(nodes, judge, linkStates, interests, shelf, effects).all(survived, own.name(), now);
    finish(now);
  }

  /// A link is up: its ends tell each other what they know.
  ///
  /// @param cost from 1 to [CostRule#LARGEST]
  public void linkUp(String neighbour, int cost, long now) {
    if (neighbour.equals(own.name()) || neighbours.containsKey(neighbour)) {
      throw new IllegalStateException("a second link to " + neighbour);
    }
    requireCost(cost);
    Neighbour added = new Neighbour(neighbour);
    neighbours.put(neighbour, added);
    own.link(neighbour, cost);
    linkStates.judgeOwn(neighbour);
    tell(now);
    flood.digest(added, nodes.values());
    finish(now);
  }

  /// A link costs something else.
  public void linkCost(String neighbour, int cost, long now) {
    requireCost(cost);
    neighbour(neighbour);
    own.link(neighbour, cost);
    linkStates.judgeOwn(neighbour);
    finish(now);
  }

  /// A link is down.
  public void linkDown(String neighbour, long now) {
    neighbour(neighbour);
    neighbours.remove(neighbour);
    own.cut(neighbour);
    linkStates.judgeOwn(neighbour);
    interests.down(neighbour);
    finish(now);
  }

  /// The interest of this node has changed. Filters that are told already, or not told, are passed
  /// over.
  public void interest(InterestChange change, long now) {
    own.interest(change);
    finish(now);
  }

  /// What this node tells of itself has changed.
  public void profile(Profile profile, long now) {
    own.profile(profile);
    finish(now);
  }

  /// What may cross the links of this node. Called before anything else.
  public void crossing(CrossingConfig config) {
    own.filters(config.filters());
    crossings.patience(config.patience().toMillis());
    crossings.told(own.name(), config.filters());
  }

  /// A control message has come over a link.
  ///
  /// @throws InvalidControlException where it is not taken; the link may stay
  public void received(String neighbour, Bytes control, long now) throws InvalidControlException {
    Neighbour from = neighbour(neighbour);
    counters.received++;
    ControlMessage message = judge.message(control);
    try {
      switch (message) {
        case Digest digest -> digest(from, digest, now);
        case LinkState linkState -> linkStates.received(from, linkState, now);
        case Whole whole -> interests.received(from, whole, now);
        case Delta delta -> interests.received(from, delta, now);
        case Want(String node) -> wanted(from, node);
        case Forgotten(String node) -> interests.forgotten(from, node);
      }
    } finally {
      finish(now);
    }
  }

  /// Says what had to wait, and forgets who could not be reached for long. About every 100 ms.
  public void tick(long now) {
    if (now >= forgetAt) {
      forget(now);
    }
    finish(now);
  }

  /// The life of this node, raised above what was heard of former ones.
  public long epoch() {
    return own.epoch();
  }

  /// The life of another node, as it told last; 0 where the node is not known.
  public long epochOf(String node) {
    KnownNode known = nodes.get(node);
    return known == null ? 0 : known.advert.stamp().epoch();
  }

  /// All known nodes, this one too: a live view.
  public Set<String> nodes() {
    return Collections.unmodifiableSet(nodes.keySet());
  }

  /// Whether there is a path to a node; to this one there is.
  public boolean isReachable(String node) {
    return node.equals(own.name()) || routes.reach(node);
  }

  /// The shortest paths from this node.
  public ShortestPaths paths() {
    return paths;
  }

  /// Which ways topics may take.
  public Crossings crossings() {
    return crossings;
  }

  /// All known nodes and the links that both ends tell of: a live view, to be read only.
  public Topology topology() {
    return topology;
  }

  /// The filters of another node as it told them, of this one as they are: a live view; none where
  /// the node is not known.
  public Set<String> interest(String node) {
    if (node.equals(own.name())) {
      return own.wants();
    }
    KnownNode known = nodes.get(node);
    return known == null ? Set.of() : known.filters.view();
  }

  /// All known nodes, sorted by name. Of this one the links are those that it has, told or not: a
  /// node without neighbours has nobody to tell.
  public List<NodeView> views() {
    return nodes.values().stream()
        .map(node ->
            new NodeView(
                node.name,
                node.advert.stamp().epoch(),
                node.advert.stamp().number(),
                node.name.equals(own.name()) ? own.links() : node.advert.links(),
                node.filters.size(),
                node.head.stamp().number(),
                isReachable(node.name),
                node.advert.profile(),
                node.heardAt))
        .toList();
  }

  /// What was counted, and what there is.
  public NetworkCounts counts() {
    @Var long filters = 0;
    for (KnownNode node : nodes.values()) {
      filters += node == self ? 0 : node.filters.size();
    }
    return new NetworkCounts(
        counters.sent,
        counters.sentBytes,
        counters.received,
        counters.taken,
        counters.older,
        counters.wanted,
        counters.mismatched,
        counters.contested,
        counters.told,
        counters.unkept,
        counters.forgotten,
        counters.refused(Refusal.MALFORMED),
        counters.refused(Refusal.FORGED),
        counters.refused(Refusal.IMPOSSIBLE),
        counters.refused(Refusal.BEYOND_BOUNDS),
        nodes.size(),
        routes.reached(),
        topology.links().size(),
        filters,
        own.untold());
  }

  private void forget(long now) {
    long after = config.forgetAfter().toMillis();
    List<KnownNode> aged = nodes.values().stream().filter(node -> node.age(now) >= after).toList();
    for (KnownNode node : aged) {
      counters.forgotten++;
      interests.forget(node);
      linkStates.forget(node);
      shelf.forget(node);
      flood.forgotten(node.name);
      effects.forgotten(node.name);
    }
  }

  private void digest(Neighbour from, Digest digest, long now) throws InvalidControlException {
    boolean isLast = digest.until().isEmpty();
    if (!isLast && digest.from().compareTo(digest.until()) >= 0) {
      throw judge.refuse(Refusal.IMPOSSIBLE, "a digest of a range of names", "of none");
    }
    for (Entry entry : digest.entries()) {
      if (nodes.containsKey(entry.node())) {
        from.knowsAdvert(entry.node(), entry.advert());
        from.knowsInterest(entry.node(), entry.interest());
      }
    }
    from.hasSaid |= isLast;
    // With the last part once more from the beginning, for something may have changed since.
    Collection<KnownNode> lacking =
        isLast ? nodes.values() : nodes.subMap(digest.from(), true, digest.until(), false).values();
    for (KnownNode node : lacking) {
      flood.offer(node, from, now);
    }
  }

  private void wanted(Neighbour from, String name) {
    KnownNode node = nodes.get(name);
    if (node == null || node.head.stamp().equals(Stamp.NONE)) {
      flood.forgotten(name, from);
    } else {
      flood.whole(node, from);
    }
  }

  /// What ends every event: what this node has to say is said, and what has changed is seen.
  private void finish(long now) {
    tell(now);
    boolean mayHaveChanged = routes.isBehind();
    @Var boolean hasChanged = mayHaveChanged && routes.follow();
    boolean hasFiltered = crossings.hasChanged();
    if (mayHaveChanged || hasFiltered) {
      crossings.changed(now);
      hasChanged |= crossings.isActive() || hasFiltered;
    }
    if (mayHaveChanged || linkStates.hasTaken()) {
      linkStates.taken();
      @Var long longest = Kept.NEVER;
      for (KnownNode node : nodes.values()) {
        age(node, now);
        longest = Math.min(longest, node.unreachableSince);
      }
      forgetAt = longest == Kept.NEVER ? Kept.NEVER : longest + config.forgetAfter().toMillis();
    }
    if (hasChanged) {
      effects.routesChanged();
    }
  }

  private void tell(long now) {
    if (neighbours.isEmpty() || !own.mayTell(now)) {
      return;
    }
    if (own.tellLinks(now)) {
      flood.spread(self, now);
    }
    own.tellInterest(now).ifPresent(step -> flood.spread(self, step, now));
  }

  /// Notices since when a node cannot be reached.
  private void age(KnownNode node, long now) {
    if (node == self) {
      return;
    }
    boolean wasReachable = node.unreachableSince == Kept.NEVER;
    boolean isReachable = routes.reach(node.name);
    if (wasReachable != isReachable) {
      node.unreachableSince = isReachable ? Kept.NEVER : now;
      node.mustKeep = true;
    }
    if (node.mustKeep) {
      node.mustKeep = false;
      shelf.keepAdvert(node);
    }
  }

  private Neighbour neighbour(String name) {
    Neighbour neighbour = neighbours.get(name);
    if (neighbour == null) {
      throw new IllegalStateException("no link to " + name);
    }
    return neighbour;
  }

  private static void requireCost(int cost) {
    if (cost < 1 || cost > CostRule.LARGEST) {
      throw new IllegalArgumentException(
          "a link costs from 1 to " + CostRule.LARGEST + ", not " + cost);
    }
  }
}
