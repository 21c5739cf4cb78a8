package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which ways a topic may take where nodes say what may cross their links.
///
/// **Goals.** A message takes the shortest of the ways that it may take, and crosses no link that
/// it may not. A mesh without filters pays nothing.
///
/// **Algorithm.** Each node tells its filters with its links, by the names of its neighbours,
/// whether or not a link is up. Topics that all filters treat alike are of one domain, and a domain
/// has its shortest paths, found anew when the topology has changed. To which domain a topic
/// belongs is remembered until filters change.
public final class Crossings {
  /// Topics whose domains are remembered; at the bound all are forgotten.
  private static final int TOPICS = 16_384;

  /// Domains whose paths are remembered; at the bound all are forgotten.
  private static final int DOMAINS = 1_024;

  /// The topics that may cross the same links, each way.
  private final class Domain {
    /// One of them.
    private final String topic;

    /// Nodes that can be reached, but by no way of this domain, and since when.
    private final Map<String, Long> lacked = new HashMap<>();

    @Var private long version = -1;
    @Var private AllowedPaths paths;

    Domain(String topic) {
      this.topic = topic;
      this.paths = from(self, topic);
    }

    Domain follow() {
      if (version != topology.version()) {
        version = topology.version();
        paths = from(self, topic);
        lacked.keySet().retainAll(topology.nodes());
        for (String node : topology.nodes()) {
          boolean isLacked = !paths.reached().contains(node) && unfiltered.weight(node).isPresent();
          if (isLacked) {
            lacked.putIfAbsent(node, stillSince);
          } else {
            lacked.remove(node);
          }
        }
      }
      return this;
    }
  }

  private final String self;
  private final Topology topology;
  private final ShortestPaths unfiltered;
  private final SortedMap<String, List<LinkFilter>> filters = new TreeMap<>();
  private final Map<String, Domain> byTopic = new HashMap<>();
  private final Map<BitSet, Domain> domains = new LinkedHashMap<>();
  @Var private long patienceMillis = CrossingConfig.defaults().patience().toMillis();

  /// When links or filters have changed last.
  @Var private long stillSince;

  @Var private boolean hasChanged;

  /// Nobody filters anything.
  Crossings(String self, Topology topology, ShortestPaths unfiltered, long now) {
    this.self = self;
    this.topology = topology;
    this.unfiltered = unfiltered;
    this.stillSince = now;
  }

  /// For how long a way is waited for.
  void patience(long millis) {
    patienceMillis = millis;
  }

  /// A node has told its filters, or none.
  void told(String node, List<LinkFilter> its) {
    List<LinkFilter> former = filters.getOrDefault(node, List.of());
    if (!former.equals(its)) {
      if (its.isEmpty()) {
        filters.remove(node);
      } else {
        filters.put(node, its);
      }
      byTopic.clear();
      domains.clear();
      hasChanged = true;
    }
  }

  /// Whether filters have changed since this was asked last.
  boolean hasChanged() {
    boolean changed = hasChanged;
    hasChanged = false;
    return changed;
  }

  /// Links or filters have changed.
  void changed(long now) {
    stillSince = now;
  }

  /// Whether anybody filters anything: else all ways are those of the topology.
  public boolean isActive() {
    return !filters.isEmpty();
  }

  /// The first node on the way of a topic; empty where there is none.
  public Optional<String> nextHop(String topic, String destination) {
    return domain(topic).paths.nextHop(destination);
  }

  /// The sum of the costs on the way of a topic; empty where there is none.
  public OptionalLong weight(String topic, String destination) {
    return domain(topic).paths.weight(destination);
  }

  /// Whether a node can be reached, but not by a topic, and that for longer than is waited.
  public boolean isBarred(String topic, String destination, long now) {
    if (!isActive()) {
      return false;
    }
    Long since = domain(topic).lacked.get(destination);
    return since != null && now - since >= patienceMillis;
  }

  /// Whether this node lets a topic come from a neighbour.
  public boolean mayCome(String topic, String neighbour) {
    return !isActive() || filter(self, neighbour).imports(topic);
  }

  /// The ways of a topic from a node.
  public AllowedPaths from(String node, String topic) {
    return new AllowedPaths(
        node,
        topology,
        (one, other) -> filter(one, other).exports(topic) && filter(other, one).imports(topic));
  }

  private LinkFilter filter(String node, String neighbour) {
    return LinkFilter.of(filters.getOrDefault(node, List.of()), neighbour);
  }

  private Domain domain(String topic) {
    @Var Domain domain = byTopic.get(topic);
    if (domain == null) {
      if (byTopic.size() >= TOPICS || domains.size() >= DOMAINS) {
        byTopic.clear();
        domains.clear();
      }
      domain = domains.computeIfAbsent(treatment(topic), key -> new Domain(topic));
      byTopic.put(topic, domain);
    }
    return domain.follow();
  }

  /// What each filter of each node says of a topic.
  private BitSet treatment(String topic) {
    BitSet treatment = new BitSet();
    @Var int bit = 0;
    for (List<LinkFilter> its : filters.values()) {
      for (LinkFilter each : its) {
        treatment.set(bit++, each.exports(topic));
        treatment.set(bit++, each.imports(topic));
      }
    }
    return treatment;
  }
}
