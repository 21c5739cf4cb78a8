package io.fieldway.trials.bench.tbrg;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.InvalidControlException;
import io.fieldway.node.network.Network;
import io.fieldway.node.network.NetworkCounts;
import io.fieldway.routing.graph.Link;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The networks of many nodes, joined in memory and in virtual time: what they tell each other
/// comes in order and is counted.
final class FloodMesh {
  private static final long START = 1_800_000_000_000L;
  private static final long TICK = 100;

  /// So many ticks without a word, and nobody has anything to say.
  private static final int STILL = 3;

  private record Said(String from, String to, Bytes control) {}

  private final Map<String, FloodNode> nodes = new LinkedHashMap<>();
  private final Deque<Said> underWay = new ArrayDeque<>();
  @Var private long now = START;
  @Var private long messages;
  @Var private long bytes;

  /// All nodes with all links, each with some filters, when all know all.
  FloodMesh(SampleMesh sample, int filters) throws IOException {
    for (String name : sample.names()) {
      nodes.put(name, new FloodNode(name, now, (to, control) -> say(name, to, control)));
    }
    sample.interest(filters).forEach((name, wants) -> node(name).interest(wants, now));
    for (Link link : sample.links()) {
      up(link.a(), link.b());
    }
    settle();
    requireThatTablesAgree();
  }

  /// Control messages that were sent since the mesh began.
  long messages() {
    return messages;
  }

  /// Bytes of them, without the PUBLISH that carries each.
  long bytes() {
    return bytes;
  }

  FloodNode node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  long now() {
    return now;
  }

  void up(String a, String b) {
    network(a).linkUp(b, 1, now);
    network(b).linkUp(a, 1, now);
  }

  void down(String a, String b) {
    network(a).linkDown(b, now);
    network(b).linkDown(a, now);
  }

  /// Lets time pass until nobody has anything to say.
  void settle() throws IOException {
    @Var int still = 0;
    while (still < STILL) {
      still = underWay.isEmpty() ? still + 1 : 0;
      carry();
      now += TICK;
      nodes.values().forEach(node -> node.network().tick(now));
    }
  }

  private void say(String from, String to, Bytes control) {
    messages++;
    bytes += control.size();
    underWay.add(new Said(from, to, control));
  }

  private void carry() throws IOException {
    try {
      while (!underWay.isEmpty()) {
        Said said = underWay.remove();
        network(said.to()).received(said.from(), said.control(), now);
      }
    } catch (InvalidControlException e) {
      throw new IOException("a node refuses what another has said", e);
    }
  }

  /// The invariant `TablesAgree`, by numbers: all nodes know as many links and filters.
  void requireThatTablesAgree() throws IOException {
    Set<List<Long>> known = new HashSet<>();
    for (FloodNode node : nodes.values()) {
      NetworkCounts counts = node.network().counts();
      long filters = counts.filters() + node.network().interest(node.name()).size();
      known.add(List.of((long) counts.nodes(), (long) counts.links(), filters));
    }
    if (known.size() != 1) {
      throw new IOException("the nodes do not know the same: nodes, links and filters " + known);
    }
  }

  private Network network(String name) {
    return node(name).network();
  }
}
