package io.fieldway.trials.stage;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// Nodes called a, b, c …, each in a process of its own, and links between them that can be cut.
public final class StageMesh implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// A link, by the numbers of its ends; the first one dials.
  private record Edge(int from, int to) {}

  private final List<StageNode> nodes = new ArrayList<>();
  private final List<Edge> edges;
  private final List<Link> links = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  private StageMesh(Path home, int count, List<Edge> edges) throws IOException {
    this(home, count, edges, "");
  }

  private StageMesh(Path home, int count, List<Edge> edges, String further) throws IOException {
    this.edges = List.copyOf(edges);
    for (@Var int i = 0; i < count; i++) {
      ports.add(FreePorts.next());
    }
    try {
      for (Edge edge : edges) {
        links.add(
            new Link(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(edge.to()))));
      }
      for (@Var int i = 0; i < count; i++) {
        Path place = Files.createDirectories(home.resolve(name(i)));
        nodes.add(StageNode.inMesh(place, name(i), ports.get(i), dialled(i), further));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private List<Integer> dialled(int node) {
    List<Integer> ports = new ArrayList<>();
    for (@Var int i = 0; i < edges.size(); i++) {
      if (edges.get(i).from() == node) {
        ports.add(links.get(i).port());
      }
    }
    return ports;
  }

  /// a – b – c.
  public static StageMesh chain(Path home) throws IOException {
    return new StageMesh(home, 3, List.of(new Edge(1, 0), new Edge(2, 1)));
  }

  /// Each of a, b and c linked with both others.
  public static StageMesh ring(Path home) throws IOException {
    return new StageMesh(home, 3, List.of(new Edge(1, 0), new Edge(2, 1), new Edge(2, 0)));
  }

  /// The same, each with these further lines of configuration.
  public static StageMesh ring(Path home, String further) throws IOException {
    return new StageMesh(home, 3, List.of(new Edge(1, 0), new Edge(2, 1), new Edge(2, 0)), further);
  }

  /// A ring of so many, and half as many links across it.
  public static StageMesh random(Path home, int count, Random random) throws IOException {
    Set<Edge> edges = new LinkedHashSet<>();
    for (@Var int i = 0; i < count; i++) {
      edges.add(new Edge((i + 1) % count, i));
    }
    while (edges.size() < count + count / 2) {
      int one = random.nextInt(count);
      int other = (one + 2 + random.nextInt(count - 3)) % count;
      if (!edges.contains(new Edge(other, one))) {
        edges.add(new Edge(one, other));
      }
    }
    return new StageMesh(home, count, List.copyOf(edges));
  }

  private static String name(int number) {
    return String.valueOf((char) ('a' + number));
  }

  /// All nodes, by name.
  public List<StageNode> nodes() {
    return List.copyOf(nodes);
  }

  /// Where the nodes listen for links, by name.
  public List<InetSocketAddress> linkAddresses() {
    return ports.stream()
        .map(port -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        .toList();
  }

  /// All links.
  public List<Link> links() {
    return List.copyOf(links);
  }

  /// The link between two nodes.
  public Link between(String one, String other) {
    for (@Var int i = 0; i < links.size(); i++) {
      Set<String> ends = Set.of(name(edges.get(i).from()), name(edges.get(i).to()));
      if (ends.equals(Set.of(one, other))) {
        return links.get(i);
      }
    }
    throw new IllegalArgumentException("there is no link between " + one + " and " + other);
  }

  public StageNode a() {
    return nodes.get(0);
  }

  public StageNode b() {
    return nodes.get(1);
  }

  public StageNode c() {
    return nodes.get(2);
  }

  /// Waits until a node shows this among its routes, such as `b c / fields/#`.
  public static void awaitRoute(StageNode node, String route) {
    Awaitility.await("the route " + route)
        .atMost(PATIENCE)
        .until(() -> node.page("/routes").contains('"' + route + '"'));
  }

  /// Waits until a node knows a way to a consumer; answers the nodes on it, without itself.
  public static List<String> awaitWay(StageNode node, String filter) {
    Pattern line = Pattern.compile("\"([a-z ]+) / " + Pattern.quote(filter) + "\"");
    String way =
        Awaitility.await("a way to " + filter)
            .atMost(PATIENCE)
            .until(
                () -> line.matcher(node.page("/routes")).results().map(r -> r.group(1)).findFirst(),
                Optional::isPresent)
            .orElseThrow();
    return List.of(way.split(" "));
  }

  @Override
  public void close() throws IOException {
    for (StageNode node : nodes.reversed()) {
      node.close();
    }
    for (Link link : links) {
      link.close();
    }
  }
}
