package io.fieldway.trials.bench.paper;

import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.bench.broker.BrokerProcess;
import io.fieldway.trials.bench.broker.NodePages;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// The seven nodes, each in a process of its own, with the links of a [Way].
final class PaperMesh implements AutoCloseable {
  private final Way way;
  private final Map<String, BrokerProcess> nodes = new LinkedHashMap<>();

  private PaperMesh(Way way) {
    this.way = way;
  }

  /// Starts all of them.
  ///
  /// @param directory where they keep their data
  static PaperMesh start(Way way, Path directory, Progress progress) throws IOException {
    PaperMesh mesh = new PaperMesh(way);
    try {
      Map<String, Integer> links = new LinkedHashMap<>();
      for (String name : Way.NODES) {
        progress.now("starting node " + name + " for the way " + way.title());
        links.put(name, BrokerProcess.freePort());
        Path place = Files.createDirectories(directory.resolve(way.title()).resolve(name));
        int port = BrokerProcess.freePort();
        List<String> command = new ArrayList<>(Broker.FIELDWAY.command(place, port));
        command.addAll(List.of("--name", name, "--link", "127.0.0.1:" + links.get(name)));
        for (String peer : way.dials(name)) {
          command.addAll(List.of("--peer", "127.0.0.1:" + links.get(peer)));
        }
        mesh.nodes.put(name, BrokerProcess.start(Broker.FIELDWAY, place, port, command));
      }
    } catch (IOException e) {
      mesh.close();
      throw e;
    }
    return mesh;
  }

  Way way() {
    return way;
  }

  /// Where the edge node takes messages.
  InetSocketAddress edge() {
    return node(way.path().getFirst()).address();
  }

  /// Where the nodes of the path are, from the edge to the consumer.
  List<InetSocketAddress> path() {
    return way.path().stream().map(name -> node(name).address()).toList();
  }

  /// Processor time of the nodes of the path so far.
  long cpuNanos() {
    return way.path().stream().mapToLong(name -> node(name).cpuNanos()).sum();
  }

  /// Waits until the edge node's table leads to every node of the path by way of those before it.
  void awaitRoutes(String topic) throws IOException {
    for (String line : way.routes(topic)) {
      pages(way.path().getFirst())
          .await("the route " + line, "/routes", page -> page.contains('"' + line + '"'));
    }
  }

  /// Waits until the edge node has been told that all of its messages arrived.
  void awaitRest() throws IOException {
    pages(way.path().getFirst())
        .await(
            "the edge node has no message in custody",
            "/mesh",
            page -> count(page, "custodyMessages") == 0);
  }

  /// Fails unless the messages took the way they were to take: every node of the path but the last
  /// has sent on each of them, and no other node any.
  void check(long messages) throws IOException {
    for (String name : Way.NODES) {
      long forwarded = count(pages(name).read("/mesh"), "forwarded");
      boolean relays = way.path().contains(name) && !name.equals(way.path().getLast());
      if (relays ? forwarded < messages : forwarded > 0) {
        throw new IOException(
            "of %,d messages on the way %s node %s sent on %,d"
                .formatted(messages, way.title(), name, forwarded));
      }
    }
  }

  private static long count(String page, String name) {
    JsonNode counts = Json.parse("the node's answer", page).path("counts");
    return counts.path(name).asLong();
  }

  private NodePages pages(String name) {
    return new NodePages(node(name));
  }

  private BrokerProcess node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  @Override
  public void close() {
    nodes.values().forEach(BrokerProcess::close);
  }
}
