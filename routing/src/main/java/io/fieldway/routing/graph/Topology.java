package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/// Nodes and the links between them, as one node knows them: undirected, at most one link between
/// two nodes, each with a cost. Nodes are compared by [String#compareTo].
///
/// It belongs to one thread. [ShortestPaths] follow its changes by themselves.
public final class Topology {
  /// The slot of a node that is not there.
  static final int NOWHERE = -1;

  // A node has a slot, a small number, as long as it is there; its name and its neighbours stand
  // under it. The name of a free slot is empty.
  private final Map<String, Integer> slots = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final List<Neighbours> neighbours = new ArrayList<>();
  private final List<Integer> free = new ArrayList<>();
  private final Touches touches = new Touches();

  /// A topology without nodes.
  public Topology() {}

  private Topology(Topology other) {
    slots.putAll(other.slots);
    names.addAll(other.names);
    other.neighbours.forEach(each -> neighbours.add(new Neighbours(each)));
    free.addAll(other.free);
  }

  /// Adds a node without links. Returns whether it is new.
  public boolean add(String node) {
    if (node.isEmpty()) {
      throw new IllegalArgumentException("a node has a name of at least one character");
    }
    if (slots.containsKey(node)) {
      return false;
    }
    if (free.isEmpty()) {
      slots.put(node, names.size());
      touches.add(names.size());
      names.add(node);
      neighbours.add(new Neighbours());
    } else {
      int slot = free.removeLast();
      slots.put(node, slot);
      names.set(slot, node);
      // Whoever knows the slot knows it under its former name, and names decide between paths.
      touches.forget();
    }
    return true;
  }

  /// Removes a node and its links. Returns whether it was there.
  public boolean remove(String node) {
    Integer slot = slots.remove(node);
    if (slot == null) {
      return false;
    }
    Neighbours former = neighbours.set(slot, new Neighbours());
    for (@Var int i = 0; i < former.size(); i++) {
      neighbours.get(former.slot(i)).remove(slot);
      touches.add(former.slot(i));
    }
    touches.add(slot);
    names.set(slot, "");
    free.add(slot);
    return true;
  }

  /// Links two nodes, which are added where they are missing, or gives their link another cost.
  /// Returns whether anything changed.
  ///
  /// @param cost at least 1
  public boolean link(String a, String b, int cost) {
    if (cost < 1) {
      throw new IllegalArgumentException("the cost of a link is at least 1, not " + cost);
    }
    if (a.equals(b)) {
      throw new IllegalArgumentException("a link joins two nodes, not " + a + " with itself");
    }
    add(a);
    add(b);
    int one = slot(a);
    int other = slot(b);
    boolean changed = neighbours.get(one).put(other, cost);
    if (changed) {
      neighbours.get(other).put(one, cost);
      touch(one, other);
    }
    return changed;
  }

  /// Cuts the link between two nodes, which stay. Returns whether there was one.
  public boolean cut(String a, String b) {
    int one = slot(a);
    int other = slot(b);
    if (one == NOWHERE || other == NOWHERE || !neighbours.get(one).remove(other)) {
      return false;
    }
    neighbours.get(other).remove(one);
    touch(one, other);
    return true;
  }

  /// Whether a node is there.
  public boolean contains(String node) {
    return slots.containsKey(node);
  }

  /// How many nodes there are.
  public int size() {
    return slots.size();
  }

  /// All nodes, sorted.
  public List<String> nodes() {
    return slots.keySet().stream().sorted().toList();
  }

  /// The neighbours of a node, sorted, with the costs of the links; none where the node is not
  /// there.
  public SortedMap<String, Integer> neighbours(String node) {
    SortedMap<String, Integer> sorted = new TreeMap<>();
    int slot = slot(node);
    if (slot != NOWHERE) {
      Neighbours unsorted = neighbours.get(slot);
      for (@Var int i = 0; i < unsorted.size(); i++) {
        sorted.put(names.get(unsorted.slot(i)), unsorted.cost(i));
      }
    }
    return sorted;
  }

  /// What the link between two nodes costs, where there is one.
  public OptionalInt cost(String a, String b) {
    int one = slot(a);
    int other = slot(b);
    int cost = one == NOWHERE || other == NOWHERE ? 0 : neighbours.get(one).costTo(other);
    return cost == 0 ? OptionalInt.empty() : OptionalInt.of(cost);
  }

  /// All links, sorted by their nodes.
  public List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (String node : nodes()) {
      neighbours(node)
          .tailMap(node)
          .forEach((other, cost) -> links.add(new Link(node, other, cost)));
    }
    return List.copyOf(links);
  }

  /// The same nodes and links, to try out what a change would bring.
  public Topology copy() {
    return new Topology(this);
  }

  /// Raised at every change, so that who keeps what was found knows whether it still holds.
  public long version() {
    return touches.count();
  }

  /// How many slots there are, free ones too.
  int slots() {
    return names.size();
  }

  int slot(String node) {
    return slots.getOrDefault(node, NOWHERE);
  }

  String name(int slot) {
    return names.get(slot);
  }

  Neighbours neighbours(int slot) {
    return neighbours.get(slot);
  }

  Touches touches() {
    return touches;
  }

  private void touch(int one, int other) {
    touches.add(one);
    touches.add(other);
  }
}
