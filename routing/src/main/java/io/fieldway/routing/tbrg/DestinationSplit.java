package io.fieldway.routing.tbrg;

import io.fieldway.routing.graph.ShortestPaths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Where the copies of a message go from one node: each neighbour that is the next hop to any of
/// the destinations gets one copy with those destinations, so that no copy crosses a link twice and
/// a relay needs to match no topic (the paper's *TBRouting*, Algorithm 1).
///
/// @param here whether the node itself is a destination
/// @param byNextHop the destinations beyond each neighbour, both sorted
/// @param unreachable destinations that no way leads to, sorted
public record DestinationSplit(
    boolean here, SortedMap<String, List<String>> byNextHop, List<String> unreachable) {
  /// Copies the map and the list.
  public DestinationSplit(
      boolean here, SortedMap<String, List<String>> byNextHop, List<String> unreachable) {
    this.here = here;
    this.byNextHop = Collections.unmodifiableSortedMap(new TreeMap<>(byNextHop));
    this.unreachable = List.copyOf(unreachable);
  }

  /// Splits destinations, each of which counts once, as the paths of a node part.
  public static DestinationSplit of(ShortestPaths paths, Collection<String> destinations) {
    SortedMap<String, List<String>> byNextHop = new TreeMap<>();
    List<String> unreachable = new ArrayList<>();
    TreeSet<String> others = new TreeSet<>(destinations);
    boolean here = others.remove(paths.self());
    for (String destination : others) {
      Optional<String> nextHop = paths.nextHop(destination);
      if (nextHop.isPresent()) {
        byNextHop.computeIfAbsent(nextHop.get(), hop -> new ArrayList<>()).add(destination);
      } else {
        unreachable.add(destination);
      }
    }
    byNextHop.replaceAll((hop, beyond) -> List.copyOf(beyond));
    return new DestinationSplit(here, byNextHop, unreachable);
  }
}
