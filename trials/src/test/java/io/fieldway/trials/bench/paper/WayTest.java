package io.fieldway.trials.bench.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WayTest {
  @ParameterizedTest
  @EnumSource
  void itsLinksLeadOverItsPath(Way way) {
    Topology topology = new Topology();
    for (String node : Way.NODES) {
      way.dials(node).forEach(peer -> topology.link(peer, node, 1));
    }
    assertThat(topology.nodes()).isEqualTo(Way.NODES);
    assertThat(new ShortestPaths(topology, "6").path("1")).isEqualTo(way.path());
  }

  @Test
  void saysWhatTheTableOfTheEdgeNodeMustHave() {
    assertThat(Way.SHORTEST.title()).isEqualTo("6-4-2-1");
    assertThat(Way.SHORTEST.routes("t")).containsExactly("4 / t", "4 2 / t", "4 2 1 / t");
  }

  @Test
  void goesThroughTheSizesOfThePaper() {
    assertThat(Sizes.of(List.of(500, 10_000, 500)).all())
        .hasSize(20)
        .startsWith(500, 1_000)
        .endsWith(10_000);
    assertThat(Sizes.of(List.of(3, 3, 1)).all()).containsExactly(3);
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 1", "2, 1, 1", "1, 2, 0"})
  void refusesSizesThatAreNone(int from, int to, int step) {
    assertThatThrownBy(() -> Sizes.of(List.of(from, to, step)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FROM,TO,STEP");
  }
}
