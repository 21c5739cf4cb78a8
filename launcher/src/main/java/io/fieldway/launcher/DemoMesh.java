package io.fieldway.launcher;

import io.fieldway.cloud.user.mesh.MeshSwitches;
import io.fieldway.node.MeshConfig;
import io.fieldway.node.Node;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.link.LinkConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The seven routers of Figure 2 (Chen et al. 2020, §3.1) as nodes of one mesh, on free loopback
/// ports: the gateway is at node 1, devices that speak MQTT are at node 6. Links can be cut, and
/// nodes stopped.
final class DemoMesh implements MeshSwitches, AutoCloseable {
  /// The node where the gateway is.
  static final int GATEWAY = 1;

  /// The node where devices are.
  static final int FIELD = 6;

  private static final String NAME = "demo";
  private static final List<String> NODES = List.of("1", "2", "3", "4", "5", "6", "7");

  /// Of each edge the second dials the first, which is started before it.
  private static final List<Edge> EDGES =
      List.of(
          new Edge("1", "2"),
          new Edge("2", "3"),
          new Edge("2", "4"),
          new Edge("3", "4"),
          new Edge("3", "5"),
          new Edge("4", "6"),
          new Edge("4", "7"),
          new Edge("5", "7"),
          new Edge("6", "7"));

  /// A demonstration keeps little, and seven nodes share its memory.
  private static final JournalConfig JOURNAL =
      JournalConfig.defaults()
          .withSegmentBytes(4 << 20)
          .withMaximumBytes(256 << 20)
          .withBacklogBytes(1 << 18);

  /// A link that was cut by hand is to be there again soon after it is mended.
  private static final LinkConfig LINKS =
      LinkConfig.defaults()
          .withReceiveMaximum(1_024)
          .withBackoff(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(10));

  private final Path home;
  private final Map<String, NodeConfig> configs = new LinkedHashMap<>();
  private final Map<String, Node> running = new LinkedHashMap<>();
  private final Set<Edge> cut = new LinkedHashSet<>();

  private record Edge(String first, String second) {
    boolean joins(String one, String other) {
      return (first.equals(one) && second.equals(other))
          || (first.equals(other) && second.equals(one));
    }

    boolean has(String node) {
      return first.equals(node) || second.equals(node);
    }

    String beyond(String node) {
      return first.equals(node) ? second : first;
    }
  }

  private DemoMesh(Path home) {
    this.home = home;
  }

  /// Starts all nodes, whose data goes into directories of their own.
  ///
  /// @throws IOException that says in a sentence why one of them cannot start
  static DemoMesh start(Path home) throws IOException {
    DemoMesh mesh = new DemoMesh(home);
    try {
      for (String node : NODES) {
        mesh.add(node);
      }
      return mesh;
    } catch (IOException | RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  /// Starts a node on ports that are free, and keeps them for it.
  private void add(String name) throws IOException {
    List<InetSocketAddress> peers = new ArrayList<>();
    for (Edge edge : EDGES) {
      if (edge.second().equals(name)) {
        peers.addAll(config(edge.first()).mesh().listen());
      }
    }
    MeshConfig mesh =
        MeshConfig.defaults()
            .withName(NAME)
            .withListen(List.of(ListenerConfig.loopback(0)))
            .withPeers(peers)
            .withLink(LINKS);
    NodeConfig config =
        NodeConfig.of(home.resolve(name)).withName(name).withJournal(JOURNAL).withMesh(mesh);
    Node node = Node.start(config);
    running.put(name, node);
    configs.put(
        name,
        config
            .withListeners(List.of(ListenerConfig.tcp(node.addresses().getFirst())))
            .withHttp(node.http())
            .withMesh(mesh.withListen(node.links())));
  }

  /// Where MQTT clients connect to a node.
  InetSocketAddress address(int number) {
    return config(Integer.toString(number)).listeners().getFirst().address();
  }

  /// Where the nodes serve their views, in the order of their numbers.
  List<InetSocketAddress> views() {
    return configs.values().stream().map(NodeConfig::http).toList();
  }

  private NodeConfig config(String node) {
    NodeConfig config = configs.get(node);
    if (config == null) {
      throw new IllegalArgumentException(
          "expected one of the nodes " + String.join(", ", configs.keySet()) + ", got " + node);
    }
    return config;
  }

  @Override
  public synchronized Positions positions() {
    return new Positions(
        EDGES.stream()
            .map(edge -> new Wire(edge.first(), edge.second(), cut.contains(edge)))
            .toList(),
        NODES.stream().filter(node -> !running.containsKey(node)).toList(),
        Map.of(Integer.toString(GATEWAY), "gateway", Integer.toString(FIELD), "devices"));
  }

  @Override
  public synchronized void cut(String a, String b) {
    Edge edge = edge(a, b);
    cut.add(edge);
    bar(edge.first(), edge.second());
    bar(edge.second(), edge.first());
  }

  /// Both ends refuse the other, so that none can open the link again.
  private void bar(String node, String neighbour) {
    Node up = running.get(node);
    if (up != null) {
      up.bar(neighbour);
    }
  }

  @Override
  public synchronized void mend(String a, String b) {
    Edge edge = edge(a, b);
    cut.remove(edge);
    admit(edge.first(), edge.second());
    admit(edge.second(), edge.first());
  }

  private void admit(String node, String neighbour) {
    Node up = running.get(node);
    if (up != null) {
      up.admit(neighbour);
    }
  }

  private static Edge edge(String a, String b) {
    return EDGES.stream()
        .filter(each -> each.joins(a, b))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected a link, got " + a + "-" + b));
  }

  @Override
  public synchronized void stop(String name) {
    config(name);
    Node node = running.remove(name);
    if (node != null) {
      node.close();
    }
  }

  @Override
  public synchronized void start(String name) throws IOException {
    NodeConfig config = config(name);
    if (running.containsKey(name)) {
      return;
    }
    Node node = Node.start(config);
    running.put(name, node);
    for (Edge edge : cut) {
      if (edge.has(name)) {
        node.bar(edge.beyond(name));
      }
    }
  }

  /// Stops the nodes, the last first.
  @Override
  public synchronized void close() {
    NODES
        .reversed()
        .forEach(name -> {
          Node node = running.remove(name);
          if (node != null) {
            node.close();
          }
        });
  }
}
