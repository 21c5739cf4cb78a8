package io.fieldway.launcher;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.user.mesh.MeshSwitches;
import io.fieldway.controller.Controller;
import io.fieldway.controller.ControllerConfig;
import io.fieldway.node.LastingNode;
import io.fieldway.node.MeshConfig;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The seven routers of Figure 2 (Chen et al. 2020, §3.1) as nodes of one mesh, on free loopback
/// ports, with a controller: the gateway is at node 1, devices that speak MQTT are at node 6. Links
/// can be cut, nodes stopped and killed; another node then carries them on.
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

  /// A node that is started waits for whoever carries it on; whoever asked is told so after this.
  private static final Duration START_PATIENCE = Duration.ofSeconds(10);

  private static final Duration FIRST_START_PATIENCE = Duration.ofMinutes(2);

  /// A node that does not give its sessions away in this time is stopped as it is.
  private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(30);

  private final Path home;
  private final Map<String, DemoNode> nodes = new LinkedHashMap<>();
  private final Set<Edge> cut = ConcurrentHashMap.newKeySet();

  /// One switch is turned after the other.
  private final Object turning = new Object();

  @Var private @Nullable Controller controller;

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

  /// Starts all nodes, whose data goes into directories of their own, and a controller of them.
  ///
  /// @throws IOException that says in a sentence why one of them cannot start
  static DemoMesh start(Path home) throws IOException {
    DemoMesh mesh = new DemoMesh(home);
    try {
      mesh.open();
      return mesh;
    } catch (IOException | RuntimeException e) {
      mesh.close();
      throw e;
    }
  }

  /// At the first start the nodes find free ports, which they keep: where one comes back it is
  /// asked for by the address that it had. At later ones all start together, for each may ask
  /// another whether that one carries it on.
  private void open() throws IOException {
    DemoPorts ports = DemoPorts.of(home);
    if (ports.areKnown()) {
      for (String name : NODES) {
        add(ports.settle(config(name)));
      }
      List<CompletableFuture<Void>> begun = nodes.values().stream().map(DemoNode::start).toList();
      for (CompletableFuture<Void> each : begun) {
        DemoNode.await(each, FIRST_START_PATIENCE);
      }
    } else {
      for (String name : NODES) {
        add(config(name));
        DemoNode.await(node(name).start(), FIRST_START_PATIENCE);
      }
      ports.write(nodes.values().stream().map(DemoNode::config).toList());
    }
    ControllerConfig standard = ControllerConfig.standard(home.resolve("controller"));
    controller =
        Controller.start(
            standard
                .named(standard.name(), NAME)
                .withHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withNodes(nodes.values().stream().map(DemoNode::link).toList()));
  }

  private void add(NodeConfig config) {
    nodes.put(config.name(), new DemoNode(config, node -> barAgain(config.name(), node)));
  }

  /// On free ports, and with the peers that are there already.
  private NodeConfig config(String name) {
    List<InetSocketAddress> peers =
        EDGES.stream()
            .filter(edge -> edge.second().equals(name))
            .map(edge -> node(edge.first()).link())
            .toList();
    return NodeConfig.of(home.resolve(name))
        .withName(name)
        .withJournal(JOURNAL)
        .withMesh(
            MeshConfig.defaults()
                .withName(NAME)
                .withListen(List.of(ListenerConfig.loopback(0)))
                .withPeers(peers)
                .withLink(LINKS));
  }

  /// Where MQTT clients connect to a node.
  InetSocketAddress address(int number) {
    return node(Integer.toString(number)).address();
  }

  /// Where the nodes serve their views, in the order of their numbers.
  List<InetSocketAddress> views() {
    return nodes.values().stream().map(each -> each.config().http()).toList();
  }

  /// Where the controller serves its views.
  InetSocketAddress controller() {
    return requireNonNull(controller).http();
  }

  private DemoNode node(String name) {
    DemoNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "expected one of the nodes " + String.join(", ", nodes.keySet()) + ", got " + name);
    }
    return node;
  }

  @Override
  public Positions positions() {
    return new Positions(
        EDGES.stream()
            .map(edge -> new Wire(edge.first(), edge.second(), cut.contains(edge)))
            .toList(),
        in(Set.of(DemoNode.State.STOPPED, DemoNode.State.KILLED)),
        in(Set.of(DemoNode.State.KILLED)),
        in(Set.of(DemoNode.State.STARTING)),
        Map.of(Integer.toString(GATEWAY), "gateway", Integer.toString(FIELD), "devices"));
  }

  private List<String> in(Set<DemoNode.State> states) {
    return nodes.values().stream()
        .filter(each -> states.contains(each.state()))
        .map(DemoNode::name)
        .toList();
  }

  @Override
  public void cut(String a, String b) {
    synchronized (turning) {
      Edge edge = edge(a, b);
      cut.add(edge);
      bar(edge.first(), edge.second());
      bar(edge.second(), edge.first());
    }
  }

  /// Both ends refuse the other, so that none can open the link again.
  private void bar(String node, String neighbour) {
    node(node).running().ifPresent(up -> up.current().bar(neighbour));
  }

  private void barAgain(String name, LastingNode node) {
    cut.stream()
        .filter(edge -> edge.has(name))
        .forEach(edge -> node.current().bar(edge.beyond(name)));
  }

  @Override
  public void mend(String a, String b) {
    synchronized (turning) {
      Edge edge = edge(a, b);
      cut.remove(edge);
      admit(edge.first(), edge.second());
      admit(edge.second(), edge.first());
    }
  }

  private void admit(String node, String neighbour) {
    node(node).running().ifPresent(up -> up.current().admit(neighbour));
  }

  private static Edge edge(String a, String b) {
    return EDGES.stream()
        .filter(each -> each.joins(a, b))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected a link, got " + a + "-" + b));
  }

  @Override
  public void stop(String name) throws IOException {
    synchronized (turning) {
      DemoNode node = node(name);
      if (node.running().isPresent() && handsOver(name)) {
        node.awaitDrained(DRAIN_PATIENCE);
      }
      node.stop();
    }
  }

  /// Whether the controller has let it give its sessions away; where nobody has a whole copy of it
  /// yet, they wait on its disk.
  private boolean handsOver(String name) throws IOException {
    for (JsonNode each :
        Json.parse("plan", Pages.read("controller", "", controller(), "/plan", Map.of()))
            .path("nodes")) {
      if (each.path("carriedBy").asString("").equals(name)) {
        String other = each.path("node").asString("");
        throw new IOException(
            "Node " + name + " carries " + other + " on: start node " + other + " first.");
      }
    }
    try {
      String _ = Pages.ask("controller", "", controller(), "/drain", Map.of("node", name));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void kill(String name) {
    synchronized (turning) {
      node(name).kill();
    }
  }

  @Override
  public void start(String name) throws IOException {
    synchronized (turning) {
      DemoNode.await(node(name).start(), START_PATIENCE);
    }
  }

  /// Stops the controller, so that nobody is carried on any more, and the nodes, the last first.
  @Override
  public void close() throws IOException {
    Controller last = controller;
    if (last != null) {
      last.close();
    }
    List.copyOf(nodes.values()).reversed().forEach(DemoNode::close);
  }
}
