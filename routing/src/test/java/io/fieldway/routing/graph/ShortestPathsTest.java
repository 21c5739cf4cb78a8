package io.fieldway.routing.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShortestPathsTest {
  private final Topology topology = new Topology();

  @Test
  void reachesItselfAtNoCost() {
    topology.add("a");
    ShortestPaths paths = new ShortestPaths(topology, "a");
    assertThat(paths.weight("a")).hasValue(0);
    assertThat(paths.nextHop("a")).isEmpty();
    assertThat(paths.path("a")).containsExactly("a");
    assertThat(paths.reachable()).isEmpty();
  }

  @Test
  void takesTheCheaperWayThoughItHasMoreNodes() {
    link("a", "d", 5);
    link("a", "b", 1);
    link("b", "c", 1);
    link("c", "d", 2);
    ShortestPaths paths = new ShortestPaths(topology, "a");
    assertThat(paths.weight("d")).hasValue(4);
    assertThat(paths.nextHop("d")).hasValue("b");
    assertThat(paths.path("d")).containsExactly("a", "b", "c", "d");
    assertThat(paths.reachable()).containsExactly("b", "c", "d");
  }

  @Test
  void takesOfEqualWaysTheOneThatComesFirstByName() {
    link("A", "B", 1);
    link("A", "C", 1);
    link("B", "D", 1);
    link("C", "D", 1);
    link("D", "E", 1);
    assertThat(new ShortestPaths(topology, "A").path("E")).containsExactly("A", "B", "D", "E");
    assertThat(new ShortestPaths(topology, "E").path("A")).containsExactly("E", "D", "B", "A");
  }

  /// B leads on to Z, C to A: what decides is the first name that differs, from here on.
  @Test
  void readsNamesFromItselfTowardsTheDestination() {
    link("S", "B", 1);
    link("S", "C", 1);
    link("B", "Z", 1);
    link("C", "A", 1);
    link("Z", "R", 1);
    link("A", "R", 1);
    assertThat(new ShortestPaths(topology, "S").path("R")).containsExactly("S", "B", "Z", "R");
    assertThat(new ShortestPaths(topology, "R").path("S")).containsExactly("R", "A", "C", "S");
  }

  @Test
  void knowsNoWayToWhoIsCutOffOrUnknown() {
    link("a", "b", 1);
    link("c", "d", 1);
    ShortestPaths paths = new ShortestPaths(topology, "a");
    for (String nobody : List.of("c", "d", "unknown")) {
      assertThat(paths.weight(nobody)).isEmpty();
      assertThat(paths.nextHop(nobody)).isEmpty();
      assertThat(paths.path(nobody)).isEmpty();
    }
    assertThat(paths.reachable()).containsExactly("b");
  }

  @Test
  void reachesNobodyWhileItIsNotThere() {
    ShortestPaths paths = new ShortestPaths(topology, "a");
    assertThat(paths.path("a")).isEmpty();
    link("a", "b", 1);
    assertThat(paths.nextHop("b")).hasValue("b");
    topology.remove("a");
    assertThat(paths.weight("a")).isEmpty();
    assertThat(paths.weight("b")).isEmpty();
    link("a", "b", 2);
    assertThat(paths.weight("b")).hasValue(2);
  }

  @Test
  void followsWhatHappensToTheTopology() {
    link("a", "b", 1);
    link("b", "d", 1);
    link("a", "c", 1);
    link("c", "d", 1);
    ShortestPaths paths = new ShortestPaths(topology, "a");
    assertThat(paths.nextHop("d")).hasValue("b");
    link("b", "d", 2);
    assertThat(paths.nextHop("d")).hasValue("c");
    topology.remove("c");
    assertThat(paths.path("d")).containsExactly("a", "b", "d");
    topology.cut("a", "b");
    assertThat(paths.reachable()).isEmpty();
    link("d", "a", 9);
    assertThat(paths.path("b")).containsExactly("a", "d", "b");
    assertThat(paths.weight("b")).hasValue(11);
  }

  @Test
  void addsCostsBeyondWhatAnIntHolds() {
    link("a", "b", Integer.MAX_VALUE);
    link("b", "c", Integer.MAX_VALUE);
    assertThat(new ShortestPaths(topology, "a").weight("c")).hasValue(2L * Integer.MAX_VALUE);
  }

  /// A node that takes the place of another has another name, which may come first.
  @Test
  void noticesThatAnotherNodeTookAPlace() {
    link("s", "z", 1);
    link("s", "m", 1);
    link("z", "r", 1);
    link("m", "r", 1);
    ShortestPaths paths = new ShortestPaths(topology, "s");
    assertThat(paths.nextHop("r")).hasValue("m");
    topology.remove("z");
    link("s", "a", 1);
    link("a", "r", 1);
    assertThat(paths.nextHop("r")).hasValue("a");
  }

  /// Many nodes come and go between two questions: more than is remembered of what changed.
  @Test
  void beginsAnewWhereTooMuchHappened() {
    ShortestPaths paths = new ShortestPaths(topology, "n0");
    link("n0", "n1", 1);
    assertThat(paths.weight("n1")).hasValue(1);
    for (@Var int i = 1; i < 2_000; i++) {
      link("n" + i, "n" + (i + 1), 1);
    }
    assertThat(paths.weight("n2000")).hasValue(2_000);
    assertThat(paths.path("n2000")).hasSize(2_001);
  }

  /// Following next hops from node to node gives the queue of the paper's own search, which begins
  /// at the other end.
  @Property(tries = 80)
  void leadsFromHopToHopAlongTheQueueOfTheReversedSearch(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int highestCost) {
    Random random = new Random(seed);
    List<String> names = Graphs.names(2 + random.nextInt(20));
    Topology graph = Graphs.random(names, random.nextInt(50), highestCost, random);
    Map<String, ShortestPaths> relays =
        names.stream()
            .collect(Collectors.toMap(name -> name, name -> new ShortestPaths(graph, name)));
    for (String consumer : names) {
      SortedMap<String, SeedSearch.Route> routes = SeedSearch.towards(consumer, graph);
      for (String from : names) {
        SeedSearch.Route route = routes.get(from);
        List<String> queue = route == null ? List.of() : route.queue();
        assertThat(hops(from, consumer, relays)).isEqualTo(queue);
      }
    }
  }

  /// Small graphs, where everything happens at once, against the paper's search.
  @Property(tries = 200)
  void answersAfterChangesAsTheReversedSearchDoes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int highestCost) {
    Random random = new Random(seed);
    List<String> names = Graphs.names(2 + random.nextInt(9));
    Topology graph = Graphs.random(names, random.nextInt(20), highestCost, random);
    ShortestPaths paths = new ShortestPaths(graph, names.getFirst());
    for (@Var int step = 0; step < 12; step++) {
      for (String consumer : names) {
        SeedSearch.Route route = SeedSearch.towards(consumer, graph).get(paths.self());
        assertThat(paths.path(consumer)).isEqualTo(route == null ? List.of() : route.queue());
        if (route == null) {
          assertThat(paths.weight(consumer)).isEmpty();
          assertThat(paths.nextHop(consumer)).isEmpty();
        } else {
          assertThat(paths.weight(consumer)).hasValue(route.weight());
          assertThat(paths.nextHop(consumer)).isEqualTo(route.nextHop());
        }
      }
      for (@Var int changes = random.nextInt(6); changes >= 0; changes--) {
        Graphs.change(graph, names, highestCost, random);
      }
    }
  }

  /// Larger graphs against a search that has seen nothing before.
  @Property(tries = 30)
  void answersAfterChangesAsAFreshSearchDoes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int highestCost) {
    Random random = new Random(seed);
    List<String> names = Graphs.names(20 + random.nextInt(180));
    Topology graph =
        Graphs.random(names, names.size() / 2 + random.nextInt(400), highestCost, random);
    ShortestPaths paths = new ShortestPaths(graph, names.getFirst());
    for (@Var int step = 0; step < 25; step++) {
      assertThat(answers(paths, names))
          .isEqualTo(answers(new ShortestPaths(graph, names.getFirst()), names));
      for (@Var int changes = random.nextInt(5); changes >= 0; changes--) {
        Graphs.change(graph, names, highestCost, random);
      }
    }
  }

  private void link(String a, String b, int cost) {
    topology.link(a, b, cost);
  }

  private static List<String> hops(
      String from, String consumer, Map<String, ShortestPaths> relays) {
    List<String> hops = new ArrayList<>();
    @Var ShortestPaths relay = relays.get(from);
    while (relay != null && relay.weight(consumer).isPresent() && hops.size() <= relays.size()) {
      hops.add(relay.self());
      relay = relay.nextHop(consumer).map(relays::get).orElse(null);
    }
    return hops;
  }

  private static List<String> answers(ShortestPaths paths, List<String> names) {
    return names.stream().map(name -> name + paths.weight(name) + paths.nextHop(name)).toList();
  }
}
