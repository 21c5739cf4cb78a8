package io.fieldway.routing.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class TopologyTest {
  private final Topology topology = new Topology();

  @Test
  void linksInBothDirectionsAndAddsTheNodes() {
    assertThat(topology.link("b", "a", 3)).isTrue();
    assertThat(topology.link("a", "c", 1)).isTrue();
    assertThat(topology.nodes()).containsExactly("a", "b", "c");
    assertThat(topology.neighbours("a")).containsExactly(entry("b", 3), entry("c", 1));
    assertThat(topology.neighbours("b")).containsExactly(entry("a", 3));
    assertThat(topology.links()).containsExactly(new Link("a", "b", 3), new Link("a", "c", 1));
    assertThat(topology.cost("a", "b")).hasValue(3);
    assertThat(topology.cost("b", "a")).hasValue(3);
    assertThat(topology.cost("b", "c")).isEmpty();
  }

  @Test
  void saysWhetherALinkIsNews() {
    topology.link("a", "b", 3);
    long version = topology.version();
    assertThat(topology.link("b", "a", 3)).isFalse();
    assertThat(topology.version()).isEqualTo(version);
    assertThat(topology.link("b", "a", 2)).isTrue();
    assertThat(topology.version()).isGreaterThan(version);
    assertThat(topology.links()).containsExactly(new Link("a", "b", 2));
  }

  @Test
  void cutsALinkAndKeepsItsNodes() {
    topology.link("a", "b", 1);
    assertThat(topology.cut("b", "a")).isTrue();
    assertThat(topology.cut("b", "a")).isFalse();
    assertThat(topology.cut("a", "nobody")).isFalse();
    assertThat(topology.links()).isEmpty();
    assertThat(topology.nodes()).containsExactly("a", "b");
  }

  @Test
  void removesANodeWithItsLinks() {
    topology.link("a", "b", 1);
    topology.link("b", "c", 1);
    topology.link("c", "a", 1);
    assertThat(topology.remove("b")).isTrue();
    assertThat(topology.remove("b")).isFalse();
    assertThat(topology.nodes()).containsExactly("a", "c");
    assertThat(topology.links()).containsExactly(new Link("a", "c", 1));
    assertThat(topology.neighbours("b")).isEmpty();
    assertThat(topology.size()).isEqualTo(2);
  }

  @Test
  void givesThePlaceOfARemovedNodeToAnotherWithoutItsLinks() {
    topology.link("a", "b", 1);
    topology.remove("b");
    long version = topology.version();
    assertThat(topology.add("c")).isTrue();
    assertThat(topology.version()).isGreaterThan(version);
    assertThat(topology.slots()).as("places").isEqualTo(2);
    assertThat(topology.nodes()).containsExactly("a", "c");
    assertThat(topology.links()).isEmpty();
    assertThat(topology.add("c")).isFalse();
  }

  @Test
  void keepsACopyApart() {
    topology.link("a", "b", 1);
    topology.add("gone");
    topology.remove("gone");
    Topology copy = topology.copy();
    copy.cut("a", "b");
    copy.link("c", "d", 1);
    topology.link("a", "e", 1);
    assertThat(topology.links()).containsExactly(new Link("a", "b", 1), new Link("a", "e", 1));
    assertThat(copy.links()).containsExactly(new Link("c", "d", 1));
    assertThat(copy.nodes()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void refusesWhatIsNoLink() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topology.link("a", "b", 0))
        .withMessageContaining("at least 1, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> topology.link("a", "a", 1))
        .withMessageContaining("not a with itself");
    assertThatIllegalArgumentException().isThrownBy(() -> topology.add(""));
    assertThat(topology.nodes()).isEmpty();
  }
}
