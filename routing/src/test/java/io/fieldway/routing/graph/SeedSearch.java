package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The search of the paper's Algorithm 2, as plainly as can be: from a consumer R outward, by
/// queues of names. It judges what goes the other way and faster.
public final class SeedSearch {
  private final SortedMap<String, Route> searched = new TreeMap<>();

  /// A node's way to R.
  ///
  /// @param weight the sum of the costs
  /// @param queue the nodes from this one to R
  public record Route(long weight, List<String> queue) implements Comparable<Route> {
    public Route(long weight, List<String> queue) {
      this.weight = weight;
      this.queue = List.copyOf(queue);
    }

    @Override
    public int compareTo(Route other) {
      int byWeight = Long.compare(weight, other.weight);
      return byWeight == 0 ? compare(queue, other.queue) : byWeight;
    }

    /// The first hop, where this is not R itself.
    public Optional<String> nextHop() {
      return queue.stream().skip(1).findFirst();
    }

    private Route from(String neighbour, int cost) {
      return new Route(weight + cost, Stream.concat(Stream.of(neighbour), queue.stream()).toList());
    }

    private static Route smaller(Route one, Route other) {
      return one.compareTo(other) <= 0 ? one : other;
    }

    private static int compare(List<String> one, List<String> other) {
      for (@Var int i = 0; i < Math.min(one.size(), other.size()); i++) {
        if (!one.get(i).equals(other.get(i))) {
          return one.get(i).compareTo(other.get(i));
        }
      }
      return Integer.compare(one.size(), other.size());
    }
  }

  private SeedSearch() {}

  /// The routes to a consumer, by node, of all that reach it.
  public static SortedMap<String, Route> towards(String consumer, Topology topology) {
    SeedSearch search = new SeedSearch();
    if (topology.contains(consumer)) {
      search.search(consumer, topology);
    }
    return search.searched;
  }

  private void search(String consumer, Topology topology) {
    Map<String, Route> notSearched = new TreeMap<>();
    notSearched.put(consumer, new Route(0, List.of(consumer)));
    while (!notSearched.isEmpty()) {
      Map.Entry<String, Route> lightest =
          Collections.min(
              notSearched.entrySet(), Comparator.comparingLong(each -> each.getValue().weight()));
      String x = lightest.getKey();
      Route route = lightest.getValue();
      notSearched.remove(x);
      searched.put(x, route);
      SortedMap<String, Integer> adjacent = topology.neighbours(x);
      adjacent.keySet().removeAll(searched.keySet());
      adjacent.forEach((y, cost) -> notSearched.merge(y, route.from(y, cost), Route::smaller));
    }
  }
}
