package io.fieldway.launcher;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The seven routers of Figure 2 (Chen et al. 2020, §3.1) as nodes of one mesh, on free loopback
/// ports: the gateway is at node 1, devices that speak MQTT are at node 6.
final class DemoMesh implements AutoCloseable {
  /// The node where the gateway is.
  static final int GATEWAY = 1;

  /// The node where devices are.
  static final int FIELD = 6;

  private static final String NAME = "demo";
  private static final int NODES = 7;

  /// The neighbours of each node that are started before it, which it dials.
  private static final Map<Integer, List<Integer>> FORMER =
      Map.of(
          2,
          List.of(1),
          3,
          List.of(2),
          4,
          List.of(2, 3),
          5,
          List.of(3),
          6,
          List.of(4),
          7,
          List.of(4, 5, 6));

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
  private final Map<Integer, NodeConfig> configs = new TreeMap<>();
  private final Map<Integer, Node> running = new TreeMap<>();

  private DemoMesh(Path home) {
    this.home = home;
  }

  /// Starts all nodes, whose data goes into directories of their own.
  ///
  /// @throws IOException that says in a sentence why one of them cannot start
  static DemoMesh start(Path home) throws IOException {
    DemoMesh mesh = new DemoMesh(home);
    try {
      for (int number = 1; number <= NODES; number++) {
        mesh.add(number);
      }
      return mesh;
    } catch (IOException | RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  /// Starts a node on ports that are free, and keeps them for it.
  private void add(int number) throws IOException {
    InetSocketAddress free = ListenerConfig.loopback(0);
    List<InetSocketAddress> peers = new ArrayList<>();
    for (int former : FORMER.getOrDefault(number, List.of())) {
      peers.addAll(config(former).mesh().listen());
    }
    MeshConfig mesh =
        new MeshConfig(
            NAME,
            List.of(free),
            peers,
            LINKS,
            MeshConfig.defaults().routing(),
            MeshConfig.defaults().custody());
    NodeConfig config =
        NodeConfig.of(home.resolve(name(number)))
            .withName(name(number))
            .withJournal(JOURNAL)
            .withMesh(mesh);
    Node node = Node.start(config);
    running.put(number, node);
    configs.put(
        number,
        config
            .withListeners(List.of(ListenerConfig.tcp(node.addresses().getFirst())))
            .withHttp(node.http())
            .withMesh(mesh.withListen(node.links())));
  }

  /// Where MQTT clients connect to a node.
  InetSocketAddress address(int number) {
    return config(number).listeners().getFirst().address();
  }

  /// Where the nodes serve their views, in the order of their numbers.
  List<InetSocketAddress> views() {
    return configs.values().stream().map(NodeConfig::http).toList();
  }

  private NodeConfig config(int number) {
    NodeConfig config = configs.get(number);
    if (config == null) {
      throw new IllegalArgumentException("expected a node from 1 to " + NODES + ", got " + number);
    }
    return config;
  }

  private static String name(int number) {
    return Integer.toString(number);
  }

  /// Stops the nodes, the last first.
  @Override
  public void close() {
    for (int number = NODES; number >= 1; number--) {
      Node node = running.remove(number);
      if (node != null) {
        node.close();
      }
    }
  }
}
