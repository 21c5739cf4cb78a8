package io.fieldway.routing.tbrg;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The paper's own examples. Its figures are known from its text, which says between which nodes
/// links are; where it says nothing of a node (H, and router 5), the node stands where it changes
/// none of what is said.
class PaperTest {
  private static final Map<String, List<String>> A_WANTS_TOP = Map.of("A", List.of("top"));

  /// §3.2.2, Tables 2 to 10, in the order of its steps.
  @ParameterizedTest
  @CsvSource({
    // 1: initialization of node A
    "A, A / top, 0",
    // 2: A subscribes to nodes B, D and E
    "B, A / top, 1",
    "D, A / top, 1",
    "E, A / top, 1",
    // 3: B and E subscribe to C and F
    "C, B A / top, 2",
    "F, E A / top, 2",
    // 4: C and F subscribe to I and G
    "I, C B A / top, 3",
    "G, F E A / top, 3",
    // 5: that G subscribes to I does not happen because of the weight of C B A / top
    "H, G F E A / top, 4",
  })
  void buildsTheTablesOfFigure3(String node, String line, long weight) {
    SortedMap<String, RoutingTable> tables = TopicBasedRouting.tables(figure3(), A_WANTS_TOP);
    assertThat(tables.keySet()).containsExactly("A", "B", "C", "D", "E", "F", "G", "H", "I");
    RoutingTable table = TopicBasedRouting.table(node, figure3(), A_WANTS_TOP);
    assertThat(tables).containsEntry(node, table);
    assertThat(table.lines()).containsExactly(line);
    assertThat(table.entries().getFirst().weight()).isEqualTo(weight);
    assertThat(table.unreachable()).isEmpty();
  }

  @Test
  void turnsToTheOtherSideOfFigure3WhenAShortWayIsGone() {
    Topology topology = figure3();
    topology.cut("B", "C");
    assertThat(lines("I", topology)).containsExactly("G F E A / top");
    assertThat(lines("C", topology)).containsExactly("I G F E A / top");
    topology.remove("G");
    assertThat(lines("I", topology)).isEmpty();
    assertThat(TopicBasedRouting.table("I", topology, A_WANTS_TOP).unreachable())
        .containsExactly("A");
  }

  /// §3.1 and §4.2: the path is 6 4 2 1 rather than 6 7 4 3 2 1.
  @Test
  void sendsFromRouter6ToRouter1OnTheShortestPathOfFigure2() {
    assertThat(new ShortestPaths(figure2(), "6").path("1")).containsExactly("6", "4", "2", "1");
    RoutingTable table = TopicBasedRouting.table("6", figure2(), Map.of("1", List.of("field/#")));
    assertThat(table.lines()).containsExactly("4 2 1 / field/#");
    assertThat(table.nextHop("1")).hasValue("4");
  }

  /// Only where both of its short cuts are gone the message goes the long way.
  @Test
  void movesThePathOfFigure2WithTheTopology() {
    Topology topology = figure2();
    ShortestPaths paths = new ShortestPaths(topology, "6");
    assertThat(paths.path("1")).containsExactly("6", "4", "2", "1");
    topology.cut("2", "4");
    assertThat(paths.path("1")).containsExactly("6", "4", "3", "2", "1");
    topology.cut("4", "6");
    assertThat(paths.path("1")).containsExactly("6", "7", "4", "3", "2", "1");
    topology.link("4", "6", 1);
    topology.link("2", "4", 1);
    assertThat(paths.path("1")).containsExactly("6", "4", "2", "1");
    topology.remove("4");
    assertThat(paths.path("1")).containsExactly("6", "7", "5", "3", "2", "1");
  }

  private static List<String> lines(String node, Topology topology) {
    return TopicBasedRouting.table(node, topology, A_WANTS_TOP).lines();
  }

  private static Topology figure3() {
    return linked("A B", "A D", "A E", "B C", "E F", "C I", "F G", "G I", "G H");
  }

  private static Topology figure2() {
    return linked("1 2", "2 3", "2 4", "3 4", "4 6", "4 7", "6 7", "3 5", "5 7");
  }

  private static Topology linked(String... links) {
    Topology topology = new Topology();
    for (String link : links) {
      topology.link(link.substring(0, 1), link.substring(2), 1);
    }
    return topology;
  }
}
