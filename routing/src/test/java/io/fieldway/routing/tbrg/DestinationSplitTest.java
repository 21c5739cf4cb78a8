package io.fieldway.routing.tbrg;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.Graphs;
import io.fieldway.routing.graph.SeedSearch;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DestinationSplitTest {
  @Test
  void makesOneCopyForEachNextHop() {
    Topology topology = new Topology();
    topology.link("s", "a", 1);
    topology.link("s", "b", 1);
    topology.link("a", "a2", 1);
    topology.link("a", "a1", 1);
    topology.add("island");
    DestinationSplit split =
        DestinationSplit.of(
            new ShortestPaths(topology, "s"),
            List.of("b", "a2", "s", "island", "a1", "a2", "nobody"));
    assertThat(split.here()).isTrue();
    assertThat(split.byNextHop()).isEqualTo(Map.of("a", List.of("a1", "a2"), "b", List.of("b")));
    assertThat(split.unreachable()).containsExactly("island", "nobody");
  }

  @Test
  void hasNothingToSendWhereNobodyIsNamed() {
    Topology topology = new Topology();
    topology.link("s", "a", 1);
    DestinationSplit split = DestinationSplit.of(new ShortestPaths(topology, "s"), List.of());
    assertThat(split.here()).isFalse();
    assertThat(split.byNextHop()).isEmpty();
    assertThat(split.unreachable()).isEmpty();
  }

  /// Lets a message go from node to node, where each splits what it was given.
  @Property(tries = 200)
  void leadsEachDestinationOneCopyOnItsShortestPathAndNoneTwiceAcrossALink(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int highestCost) {
    Random random = new Random(seed);
    List<String> names = Graphs.names(2 + random.nextInt(14));
    Topology graph = Graphs.random(names, random.nextInt(40), highestCost, random);
    Set<String> destinations = new HashSet<>();
    for (@Var int i = random.nextInt(8); i >= 0; i--) {
      destinations.add(names.get(random.nextInt(names.size())));
    }
    Mesh mesh = new Mesh(graph);
    mesh.send(names.getFirst(), destinations);
    for (String destination : destinations) {
      SortedMap<String, SeedSearch.Route> routes = SeedSearch.towards(destination, graph);
      SeedSearch.Route route = routes.get(names.getFirst());
      if (route == null) {
        assertThat(mesh.unreachable).contains(destination);
      } else {
        assertThat(mesh.delivered).containsEntry(destination, route.queue());
      }
    }
    assertThat(mesh.delivered.size() + mesh.unreachable.size()).isEqualTo(destinations.size());
  }

  /// A copy at a node.
  ///
  /// @param way the nodes it visited, this one the last
  private record Copy(List<String> way, Collection<String> destinations) {}

  private static final class Mesh {
    final Map<String, List<String>> delivered = new HashMap<>();
    final List<String> unreachable = new ArrayList<>();
    private final Set<String> crossed = new HashSet<>();
    private final Topology topology;
    private final Deque<Copy> copies = new ArrayDeque<>();

    Mesh(Topology topology) {
      this.topology = topology;
    }

    void send(String from, Collection<String> destinations) {
      copies.add(new Copy(List.of(from), destinations));
      while (!copies.isEmpty()) {
        forward(copies.remove());
      }
    }

    private void forward(Copy copy) {
      String node = copy.way().getLast();
      DestinationSplit split =
          DestinationSplit.of(new ShortestPaths(topology, node), copy.destinations());
      if (split.here()) {
        assertThat(delivered.put(node, copy.way())).as("delivered before").isNull();
      }
      unreachable.addAll(split.unreachable());
      split
          .byNextHop()
          .forEach((hop, beyond) -> {
            assertThat(crossed.add(node + ">" + hop)).as("crossed first").isTrue();
            assertThat(topology.cost(node, hop)).as("a link").isPresent();
            List<String> way = new ArrayList<>(copy.way());
            way.add(hop);
            copies.add(new Copy(way, beyond));
          });
    }
  }
}
