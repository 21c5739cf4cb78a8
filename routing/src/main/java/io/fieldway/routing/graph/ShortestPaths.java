package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The shortest paths from one node to all others of a [Topology], and where each begins. It always
/// speaks of the topology as it is: at the first question after changes it catches up with them.
///
/// **Goals.** All nodes choose alike: of several paths of equal weight each takes the one whose
/// nodes, read from itself towards the destination, come first by name, one after the other. So
/// what a node calls the path is the way a message goes when each relay asks itself alone. A change
/// of a link costs what it changes; the first answer about a thousand nodes and four thousand links
/// costs less than a millisecond.
///
/// **Constraints.** One thread, the topology's. Costs are at least 1, so that a path is longer than
/// each of its parts and a sum of them fits a long.
///
/// **Algorithm.** The search of Dijkstra (1959) once, from the node itself, where a node has more
/// than a weight: the first hop of its path stands beside it and decides between equal weights.
/// This is enough. A relay's own shortest path is the rest of the path that led to it, and of the
/// paths of equal weight the one that comes first by name begins with the first hop that comes
/// first; no tree for each destination is needed. In the rhombus
///
/// ```
///     B ─── D         from A to E: A B D E and A C D E weigh 3.
///   ╱     ╱   ╲       B and C reach D alike, B comes first, so D is reached by way of B, and
/// A ─── C       E     so is E, of which A looks at no more than that D offers 3 by way of B.
/// ```
///
/// After a change the search goes on where it happened (Ramalingam and Reps 1996, *An Incremental
/// Algorithm for a Generalization of the Shortest-Path Problem*): a node at which what it has
/// differs from the best that its neighbours offer stands in a queue. The lightest is taken out. If
/// the offer is better it is accepted and passed on; if it is worse, the node first becomes
/// unreachable, and the neighbours that relied on it look for other offers. When the queue is empty
/// all have the best there is. The first search is the same with nobody reachable in the beginning.
public final class ShortestPaths {
  private static final long UNREACHABLE = Long.MAX_VALUE;
  private static final int NONE = -1;
  private static final long NEVER = -1;

  private final Topology topology;
  private final String self;
  private final SlotQueue unsettled = new SlotQueue();
  private long version = NEVER;
  private int source = NONE;

  // What each slot has, and the best that its neighbours offer.
  private long[] weights = new long[0];
  private int[] hops = new int[0];
  private long[] offeredWeights = new long[0];
  private int[] offeredHops = new int[0];

  // The slot before each on its path, made when a path is asked for.
  private int[] before = new int[0];
  private long treeVersion = NEVER;

  /// The paths of a node over a topology. While it is not there it reaches nobody.
  public ShortestPaths(Topology topology, String self) {
    this.topology = topology;
    this.self = self;
  }

  /// The node where the paths begin.
  public String self() {
    return self;
  }

  /// The sum of the costs on the way to a node, 0 to the node itself; empty where it cannot be
  /// reached.
  public OptionalLong weight(String destination) {
    int slot = reached(destination);
    return slot == NONE ? OptionalLong.empty() : OptionalLong.of(weights[slot]);
  }

  /// The neighbour that is the first on the way to another node; empty where it cannot be reached,
  /// and for the node itself.
  public Optional<String> nextHop(String destination) {
    int slot = reached(destination);
    return slot == NONE || slot == source
        ? Optional.empty()
        : Optional.of(topology.name(hops[slot]));
  }

  /// The nodes on the way to a node, from this one to the destination, both among them; none where
  /// it cannot be reached.
  public List<String> path(String destination) {
    int slot = reached(destination);
    if (slot == NONE) {
      return List.of();
    }
    if (treeVersion != version) {
      before = new PathTree(topology, weights).before(source);
      treeVersion = version;
    }
    List<String> path = new ArrayList<>();
    for (@Var int at = slot; at != source; at = before[at]) {
      path.add(topology.name(at));
    }
    path.add(self);
    return List.copyOf(path.reversed());
  }

  /// The other nodes that can be reached, sorted.
  public List<String> reachable() {
    follow();
    List<String> reachable = new ArrayList<>();
    for (@Var int slot = 0; slot < weights.length; slot++) {
      if (weights[slot] != UNREACHABLE && slot != source) {
        reachable.add(topology.name(slot));
      }
    }
    return reachable.stream().sorted().toList();
  }

  /// The slot of a node that can be reached.
  private int reached(String destination) {
    follow();
    int slot = topology.slot(destination);
    return slot == Topology.NOWHERE || weights[slot] == UNREACHABLE ? NONE : slot;
  }

  private void follow() {
    if (version == topology.version()) {
      return;
    }
    source = topology.slot(self);
    if (topology.touches().remember(version)) {
      grow();
      topology.touches().forEach(version, this::judge);
    } else {
      Arrays.fill(weights, UNREACHABLE);
      Arrays.fill(offeredWeights, UNREACHABLE);
      grow();
      if (source != NONE) {
        judge(source);
      }
    }
    settle();
    version = topology.version();
  }

  private void grow() {
    int known = weights.length;
    int slots = topology.slots();
    if (known < slots) {
      weights = Arrays.copyOf(weights, slots);
      hops = Arrays.copyOf(hops, slots);
      offeredWeights = Arrays.copyOf(offeredWeights, slots);
      offeredHops = Arrays.copyOf(offeredHops, slots);
      unsettled.grow(slots);
      Arrays.fill(weights, known, slots, UNREACHABLE);
      Arrays.fill(offeredWeights, known, slots, UNREACHABLE);
    }
  }

  private void settle() {
    while (!unsettled.isEmpty()) {
      int slot = unsettled.poll();
      if (isBefore(offeredWeights[slot], offeredHops[slot], weights[slot], hops[slot])) {
        accept(slot);
      } else {
        withdraw(slot);
      }
    }
  }

  /// Takes the best offer and passes it on.
  private void accept(int slot) {
    weights[slot] = offeredWeights[slot];
    hops[slot] = offeredHops[slot];
    Neighbours beside = topology.neighbours(slot);
    for (@Var int i = 0; i < beside.size(); i++) {
      int other = beside.slot(i);
      long weight = weights[slot] + beside.cost(i);
      int hop = hopFrom(slot, other);
      if (isBefore(weight, hop, offeredWeights[other], offeredHops[other])) {
        offer(other, weight, hop);
      }
    }
  }

  /// Makes a slot unreachable for now. Who relied on it looks for another offer.
  private void withdraw(int slot) {
    long former = weights[slot];
    weights[slot] = UNREACHABLE;
    Neighbours beside = topology.neighbours(slot);
    for (@Var int i = 0; i < beside.size(); i++) {
      int other = beside.slot(i);
      if (offeredWeights[other] == former + beside.cost(i)
          && offeredHops[other] == hopFrom(slot, other)) {
        judge(other);
      }
    }
    queue(slot);
  }

  /// Asks all neighbours of a slot for their offers.
  private void judge(int slot) {
    @Var long weight = slot == source ? 0 : UNREACHABLE;
    @Var int hop = NONE;
    Neighbours beside = topology.neighbours(slot);
    for (@Var int i = 0; i < beside.size(); i++) {
      int other = beside.slot(i);
      if (weights[other] != UNREACHABLE) {
        long itsWeight = weights[other] + beside.cost(i);
        int itsHop = hopFrom(other, slot);
        if (isBefore(itsWeight, itsHop, weight, hop)) {
          weight = itsWeight;
          hop = itsHop;
        }
      }
    }
    offer(slot, weight, hop);
  }

  private void offer(int slot, long weight, int hop) {
    offeredWeights[slot] = weight;
    offeredHops[slot] = hop;
    queue(slot);
  }

  private void queue(int slot) {
    boolean settled =
        weights[slot] == offeredWeights[slot]
            && (weights[slot] == UNREACHABLE || hops[slot] == offeredHops[slot]);
    if (settled) {
      unsettled.remove(slot);
    } else {
      unsettled.put(slot, Math.min(weights[slot], offeredWeights[slot]));
    }
  }

  /// The first hop of a path that reaches a neighbour by way of a slot.
  private int hopFrom(int slot, int neighbour) {
    return slot == source ? neighbour : hops[slot];
  }

  private boolean isBefore(long weight, int hop, long otherWeight, int otherHop) {
    if (weight != otherWeight || weight == UNREACHABLE || hop == otherHop) {
      return weight < otherWeight;
    }
    return isFirst(hop, otherHop);
  }

  private boolean isFirst(int slot, int other) {
    return topology.name(slot).compareTo(topology.name(other)) < 0;
  }
}
