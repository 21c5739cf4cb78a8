package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// Finds, of all shortest paths from a slot, those whose nodes come first by name. What such a path
/// leads through it leads to by such a path, so they form a tree, and a slot in it needs to know
/// but the one before.
///
/// Whoever goes from the source along the links of shortest paths, deeper before wider and at each
/// slot first to the neighbour that is first by name, comes to the paths in the order of their
/// names, so that the way by which a slot is first reached is the path that comes first.
final class PathTree {
  private static final int NONE = -1;

  private final Topology topology;
  private final long[] weights;

  // Steps still to be made, the next one last: where to, and where from.
  private final List<Integer> open = new ArrayList<>();
  private final List<Integer> from = new ArrayList<>();

  /// @param weights of the shortest path to each slot
  PathTree(Topology topology, long[] weights) {
    this.topology = topology;
    this.weights = weights;
  }

  /// The slot before each on its path, where there is one.
  int[] before(int source) {
    int[] before = new int[weights.length];
    BitSet reached = new BitSet(weights.length);
    step(source, NONE);
    while (!open.isEmpty()) {
      int slot = open.removeLast();
      int previous = from.removeLast();
      if (!reached.get(slot)) {
        reached.set(slot);
        before[slot] = previous;
        farther(slot, reached).forEach(next -> step(next, slot));
      }
    }
    return before;
  }

  private void step(int to, int previous) {
    open.add(to);
    from.add(previous);
  }

  /// The slots that a shortest path leads to from here, the first by name last.
  private List<Integer> farther(int slot, BitSet reached) {
    Neighbours beside = topology.neighbours(slot);
    List<Integer> farther = new ArrayList<>();
    for (@Var int i = 0; i < beside.size(); i++) {
      int other = beside.slot(i);
      if (!reached.get(other) && weights[slot] + beside.cost(i) == weights[other]) {
        farther.add(other);
      }
    }
    farther.sort(Comparator.comparing(topology::name, Comparator.reverseOrder()));
    return farther;
  }
}
