package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import java.util.HashMap;
import java.util.Map;

/// Where the shortest paths begin and what they weigh, so that it is known whether a change of the
/// topology has changed anything for this node.
final class Routes {
  private record Way(String firstHop, long weight) {}

  private final Topology topology;
  private final ShortestPaths paths;
  @Var private long version = -1;
  @Var private Map<String, Way> ways = Map.of();

  Routes(Topology topology, ShortestPaths paths) {
    this.topology = topology;
    this.paths = paths;
  }

  /// Looks at the topology as it is. Answers whether it has changed.
  boolean isBehind() {
    return version != topology.version();
  }

  /// Follows the topology. Answers whether a path has changed.
  boolean follow() {
    version = topology.version();
    Map<String, Way> now = new HashMap<>();
    for (String node : paths.reachable()) {
      now.put(node, new Way(paths.nextHop(node).orElseThrow(), paths.weight(node).orElseThrow()));
    }
    boolean changed = !now.equals(ways);
    ways = now;
    return changed;
  }

  /// Whether there was a path to another node when this followed last.
  boolean reach(String node) {
    return ways.containsKey(node);
  }

  int reached() {
    return ways.size();
  }
}
