package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.Topology;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// The shortest paths from one node over those links that may be taken, each way by itself.
///
/// A relay that asks its own paths comes nearer to the destination with each hop by the cost of the
/// link, so that nothing goes in a circle, whichever of several paths of equal weight each takes.
public final class AllowedPaths {
  /// How a node is reached.
  ///
  /// @param before the node before it on the way
  /// @param first the first node after the beginning
  private record Way(String node, long weight, String before, String first) {}

  private final String self;
  private final Map<String, Way> ways = new HashMap<>();

  /// Dijkstra's search.
  ///
  /// @param mayCross whether the link from one node to another may be taken
  AllowedPaths(String self, Topology topology, BiPredicate<String, String> mayCross) {
    this.self = self;
    PriorityQueue<Way> offers =
        new PriorityQueue<>(
            Comparator.comparingLong(Way::weight)
                .thenComparing(Way::first)
                .thenComparing(Way::node)
                .thenComparing(Way::before));
    if (topology.contains(self)) {
      offers.add(new Way(self, 0, self, ""));
    }
    for (@Var Way way = offers.poll(); way != null; way = offers.poll()) {
      if (ways.putIfAbsent(way.node, way) == null) {
        Way reached = way;
        topology
            .neighbours(way.node)
            .forEach((next, cost) -> {
              if (!ways.containsKey(next) && mayCross.test(reached.node, next)) {
                String first = reached.node.equals(self) ? next : reached.first;
                offers.add(new Way(next, reached.weight + cost, reached.node, first));
              }
            });
      }
    }
  }

  /// The nodes that can be reached, this one too.
  Set<String> reached() {
    return ways.keySet();
  }

  /// The neighbour that is the first on the way; empty where there is none.
  Optional<String> nextHop(String destination) {
    Way way = ways.get(destination);
    return way == null || destination.equals(self) ? Optional.empty() : Optional.of(way.first);
  }

  /// The sum of the costs on the way.
  public OptionalLong weight(String destination) {
    Way way = ways.get(destination);
    return way == null ? OptionalLong.empty() : OptionalLong.of(way.weight);
  }

  /// The nodes on the way, both ends among them; none where there is none.
  public List<String> path(String destination) {
    Deque<String> path = new ArrayDeque<>();
    @Var
    @Nullable Way way = ways.get(destination);
    while (way != null) {
      path.addFirst(way.node);
      way = way.node.equals(self) ? null : ways.get(way.before);
    }
    return List.copyOf(path);
  }
}
