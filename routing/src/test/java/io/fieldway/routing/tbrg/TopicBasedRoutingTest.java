package io.fieldway.routing.tbrg;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.Graphs;
import io.fieldway.routing.graph.SeedSearch;
import io.fieldway.routing.graph.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TopicBasedRoutingTest {
  private final Topology topology = new Topology();

  @Test
  void hasAnEntryForEveryConsumerAndFilter() {
    topology.link("a", "b", 2);
    topology.link("b", "c", 3);
    RoutingTable table =
        TopicBasedRouting.table(
            "a",
            topology,
            Map.of("c", List.of("x/#", "+/y"), "b", List.of("x/y"), "a", List.of("z")));
    assertThat(table.node()).isEqualTo("a");
    assertThat(table.entries())
        .containsExactly(
            new RouteEntry("z", "a", List.of(), 0),
            new RouteEntry("x/y", "b", List.of("b"), 2),
            new RouteEntry("+/y", "c", List.of("b", "c"), 5),
            new RouteEntry("x/#", "c", List.of("b", "c"), 5));
    assertThat(table.nextHop("c")).hasValue("b");
    assertThat(table.nextHop("a")).isEmpty();
    assertThat(table.lines()).containsExactly("a / z", "b / x/y", "b c / +/y", "b c / x/#");
  }

  @Test
  void showsWhatATopicWouldFollow() {
    topology.link("a", "b", 1);
    RoutingTable table =
        TopicBasedRouting.table(
            "a", topology, Map.of("b", List.of("x/#", "y"), "a", List.of("+/1")));
    assertThat(table.entries("x/1"))
        .extracting(RouteEntry::line)
        .containsExactly("a / +/1", "b / x/#");
    assertThat(table.entries("$SYS/1")).isEmpty();
  }

  @Test
  void namesTheConsumersThatNoWayLeadsTo() {
    topology.link("a", "b", 1);
    topology.add("island");
    RoutingTable table =
        TopicBasedRouting.table(
            "a",
            topology,
            Map.of("island", List.of("x"), "nobody", List.of("x"), "b", List.<String>of()));
    assertThat(table.entries()).isEmpty();
    assertThat(table.unreachable()).containsExactly("island", "nobody");
    assertThat(table.nextHop("island")).isEmpty();
  }

  @Property(tries = 100)
  void givesEveryNodeTheTableOfThePapersSearch(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int highestCost) {
    Random random = new Random(seed);
    List<String> names = Graphs.names(2 + random.nextInt(14));
    Topology graph = Graphs.random(names, random.nextInt(35), highestCost, random);
    SortedMap<String, List<String>> interest = new TreeMap<>();
    Map<String, List<RouteEntry>> expected = new HashMap<>();
    names.forEach(name -> expected.put(name, new ArrayList<>()));
    for (@Var int i = random.nextInt(4); i >= 0; i--) {
      interest.put(names.get(random.nextInt(names.size())), List.of("one/" + i, "other"));
    }
    interest.forEach((consumer, filters) ->
        SeedSearch.towards(consumer, graph)
            .forEach((node, route) -> {
              List<String> queue = route.queue().subList(1, route.queue().size());
              for (String filter : filters) {
                RouteEntry entry = new RouteEntry(filter, consumer, queue, route.weight());
                expected.computeIfPresent(
                    node,
                    (name, entries) -> {
                      entries.add(entry);
                      return entries;
                    });
              }
            }));
    Map<String, List<RouteEntry>> found = new HashMap<>();
    TopicBasedRouting.tables(graph, interest)
        .forEach((node, table) -> found.put(node, table.entries()));
    assertThat(found).isEqualTo(expected);
  }
}
