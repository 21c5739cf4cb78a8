package io.fieldway.routing.tbrg;

import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Builds routing tables: *TBRG*, Algorithm 2 of the paper that this mesh follows, §3.2.2.
///
/// **Goals.** Every node knows, for every consumer and whatever it subscribed to, the shortest way
/// there. All nodes' tables agree: the queue in one is the next hop and then the queue in the next
/// hop's.
///
/// **Constraints.** A pure function of the topology and of who wants what. Costs are those of the
/// links; where all are 1, nodes are counted, as in the paper.
///
/// **Algorithm.** The paper searches from each consumer R outward. R subscribes at its neighbours,
/// these at theirs, and so on; whoever is subscribed at puts the subscribing node before that
/// node's own queue and keeps the lighter of two queues. Here each node searches once from itself,
/// which finds the same queues ([ShortestPaths] says why) for all consumers in one search. In the
/// graph of Figure 3, where A consumes `top` and I is the source,
///
/// ```
/// D ─── A ─── B ─── C ─── I      A subscribes at B, D and E, whose tables say  A / top;
///       │                 │      B subscribes at C and E at F:  B A / top,  E A / top;
///       E ─── F ───────── G      C subscribes at I and F at G:  C B A / top,  F E A / top;
///                         │      G would subscribe at I, too, but G F E A weighs 4
///                         H      and C B A weighs 3, which I keeps.
/// ```
///
/// Of queues that weigh the same the one is kept whose names come first.
public final class TopicBasedRouting {
  private TopicBasedRouting() {}

  /// The tables of all nodes, by node.
  ///
  /// @param interest the filters that each consumer subscribed to
  public static SortedMap<String, RoutingTable> tables(
      Topology topology, Map<String, ? extends Collection<String>> interest) {
    SortedMap<String, RoutingTable> tables = new TreeMap<>();
    for (String node : topology.nodes()) {
      tables.put(node, table(node, topology, interest));
    }
    return tables;
  }

  /// The table of one node.
  ///
  /// @param interest the filters that each consumer subscribed to
  public static RoutingTable table(
      String node, Topology topology, Map<String, ? extends Collection<String>> interest) {
    return table(new ShortestPaths(topology, node), interest);
  }

  /// The table of a node whose paths are already being kept.
  ///
  /// @param interest the filters that each consumer subscribed to
  public static RoutingTable table(
      ShortestPaths paths, Map<String, ? extends Collection<String>> interest) {
    List<RouteEntry> entries = new ArrayList<>();
    List<String> unreachable = new ArrayList<>();
    SortedMap<String, Collection<String>> consumers = new TreeMap<>(interest);
    consumers.values().removeIf(Collection::isEmpty);
    for (Map.Entry<String, Collection<String>> each : consumers.entrySet()) {
      String consumer = each.getKey();
      OptionalLong weight = paths.weight(consumer);
      if (weight.isEmpty()) {
        unreachable.add(consumer);
      } else {
        List<String> path = paths.path(consumer);
        List<String> queue = List.copyOf(path.subList(1, path.size()));
        for (String filter : new TreeSet<>(each.getValue())) {
          entries.add(new RouteEntry(filter, consumer, queue, weight.getAsLong()));
        }
      }
    }
    return new RoutingTable(paths.self(), entries, unreachable);
  }
}
