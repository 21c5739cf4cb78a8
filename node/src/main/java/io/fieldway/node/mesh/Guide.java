package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.AllowedPaths;
import io.fieldway.node.network.Crossings;
import io.fieldway.node.network.Network;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import io.fieldway.routing.tbrg.RoutingTable;
import io.fieldway.routing.tbrg.TopicBasedRouting;
import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Answers what people ask of a mesh, as one node knows it: its tables, the way of a message, and
/// what would be if something failed.
public final class Guide {
  private static final String SHARED = "$share/";

  private final Network network;

  Guide(Network network) {
    this.network = network;
  }

  /// The weight of a way that the topic may not take.
  private static final long BARRED = -2;

  /// The way of a message to one node.
  ///
  /// @param consumer whose sessions want it
  /// @param filters by which they do
  /// @param path the nodes on the way, both ends among them; empty where there is none now
  /// @param weight the sum of the costs on the way, -1 where there is none, -2 where there is none
  ///   that the topic may take
  public record Way(String consumer, List<String> filters, List<String> path, long weight) {
    public Way(String consumer, List<String> filters, List<String> path, long weight) {
      this.consumer = consumer;
      this.filters = List.copyOf(filters);
      this.path = List.copyOf(path);
      this.weight = weight;
    }

    /// As people read it: `6-4-2-1, 3 by fields/#`.
    public String line() {
      String none =
          weight == BARRED
              ? "no way leads to " + consumer + " that the topic may take"
              : "no way leads to " + consumer + "; messages for it wait";
      return (path.isEmpty() ? none : String.join("-", path) + ", " + weight)
          + " by "
          + String.join(" ", filters);
    }
  }

  /// How the way between two nodes would change.
  ///
  /// @param before the nodes on the way now, both ends among them; empty where there is none
  /// @param after the same after the change
  public record Change(String from, String to, List<String> before, List<String> after) {
    public Change(String from, String to, List<String> before, List<String> after) {
      this.from = from;
      this.to = to;
      this.before = List.copyOf(before);
      this.after = List.copyOf(after);
    }

    /// As people read it: `6 to 1: 6-4-2-1 becomes 6-7-4-2-1`.
    public String line() {
      return from + " to " + to + ": " + text(before) + " becomes " + text(after);
    }

    private static String text(List<String> path) {
      return path.isEmpty() ? "no way" : String.join("-", path);
    }
  }

  /// The filters that a node is interested in, in the order of their text.
  ///
  /// @throws IllegalArgumentException where the node is not known
  public List<String> interest(String node) {
    require(node);
    return network.interest(node).stream().sorted().toList();
  }

  /// The routing table of a node (Table 1 of the paper); shared subscriptions stand in it under
  /// their whole text.
  ///
  /// @throws IllegalArgumentException where the node is not known
  public RoutingTable routes(String node) {
    require(node);
    return TopicBasedRouting.table(node, network.topology(), interests());
  }

  /// The ways that a message would take that is published at a node. Of the nodes that have
  /// sessions of one shared subscription all are named, though one will get it.
  ///
  /// @throws IllegalArgumentException where the node is not known
  public List<Way> trace(String topic, String from) {
    require(from);
    ShortestPaths paths = new ShortestPaths(network.topology(), from);
    Crossings crossings = network.crossings();
    boolean isFiltered = crossings.isActive();
    AllowedPaths filtered = crossings.from(from, topic);
    List<Way> ways = new ArrayList<>();
    interests()
        .forEach((consumer, filters) -> {
          List<String> matching =
              filters.stream().filter(filter -> TopicFilter.matches(own(filter), topic)).toList();
          if (!matching.isEmpty()) {
            long none = paths.weight(consumer).isPresent() ? BARRED : -1;
            ways.add(
                new Way(
                    consumer,
                    matching,
                    isFiltered ? filtered.path(consumer) : paths.path(consumer),
                    (isFiltered ? filtered.weight(consumer) : paths.weight(consumer))
                        .orElse(none)));
          }
        });
    return ways;
  }

  /// What would change between the others if a node died.
  ///
  /// @throws IllegalArgumentException where the node is not known
  public List<Change> killed(String node) {
    require(node);
    Topology after = network.topology().copy();
    after.remove(node);
    return changes(after).stream()
        .filter(change -> !change.from().equals(node) && !change.to().equals(node))
        .toList();
  }

  /// What would change if a link were cut.
  ///
  /// @throws IllegalArgumentException where there is no such link
  public List<Change> cut(String one, String other) {
    Topology after = network.topology().copy();
    if (!after.cut(one, other)) {
      throw new IllegalArgumentException("expected a link, got " + one + "-" + other);
    }
    return changes(after);
  }

  private List<Change> changes(Topology after) {
    Topology before = network.topology();
    List<Change> changes = new ArrayList<>();
    for (String from : before.nodes()) {
      ShortestPaths now = new ShortestPaths(before, from);
      @Var ShortestPaths then = null;
      if (after.contains(from)) {
        then = new ShortestPaths(after, from);
      }
      for (String to : before.nodes()) {
        List<String> was = now.path(to);
        List<String> will = then == null || !after.contains(to) ? List.of() : then.path(to);
        if (!from.equals(to) && !was.equals(will)) {
          changes.add(new Change(from, to, was, will));
        }
      }
    }
    return changes;
  }

  private Map<String, Collection<String>> interests() {
    Map<String, Collection<String>> interests = new TreeMap<>();
    for (String node : network.nodes()) {
      Collection<String> filters = network.interest(node);
      if (!filters.isEmpty()) {
        interests.put(node, filters.stream().sorted().toList());
      }
    }
    return interests;
  }

  /// What topics are matched with.
  private static String own(String filter) {
    return filter.startsWith(SHARED)
        ? filter.substring(filter.indexOf('/', SHARED.length()) + 1)
        : filter;
  }

  private void require(String node) {
    if (!network.nodes().contains(node)) {
      throw new IllegalArgumentException(
          "expected one of the nodes " + String.join(", ", network.nodes()) + ", got " + node);
    }
  }
}
