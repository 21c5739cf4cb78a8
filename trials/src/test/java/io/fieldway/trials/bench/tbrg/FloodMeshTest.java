package io.fieldway.trials.bench.tbrg;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.routing.graph.Link;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the counting of messages is worth: in meshes where it can be said beforehand it counts
/// that.
class FloodMeshTest {
  @Test
  void inATreeAChangeCrossesEveryLinkOnce() throws Exception {
    SampleMesh tree = new SampleMesh(12, 11);
    FloodMesh mesh = new FloodMesh(tree, 24);
    long before = mesh.messages();
    mesh.node("n0003").interest(List.of("new/#"), mesh.now());
    mesh.settle();
    assertThat(mesh.messages() - before).isEqualTo(11);
    mesh.requireThatTablesAgree();
  }

  /// Over a link that is not of the tree on which a change arrived first, both ends may send it.
  @ParameterizedTest
  @CsvSource({"10, 15", "25, 50"})
  void elsewhereItCrossesALinkTwiceAtMost(int nodes, int links) throws Exception {
    FloodMesh mesh = new FloodMesh(new SampleMesh(nodes, links), nodes);
    long before = mesh.messages();
    long beforeBytes = mesh.bytes();
    mesh.node("n0001").interest(List.of("new/#"), mesh.now());
    mesh.settle();
    long crossings = mesh.messages() - before;
    assertThat(crossings).isBetween(nodes - 1L, 2L * links - (nodes - 1));
    assertThat(mesh.bytes() - beforeBytes).isGreaterThan(64 * crossings);
  }

  @Test
  void aCutIsToldByBothEndsAndAStillMeshSaysNothing() throws Exception {
    SampleMesh sample = new SampleMesh(6, 15);
    FloodMesh mesh = new FloodMesh(sample, 6);
    Link link = sample.links().getFirst();
    mesh.down(link.a(), link.b());
    mesh.settle();
    assertThat(mesh.node("n0005").network().topology().cost(link.a(), link.b())).isEmpty();
    long before = mesh.messages();
    mesh.settle();
    assertThat(mesh.messages()).isEqualTo(before);
    mesh.requireThatTablesAgree();
  }
}
