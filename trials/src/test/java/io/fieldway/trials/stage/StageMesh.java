package io.fieldway.trials.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/// Three nodes called a, b and c, each in a process of its own.
public final class StageMesh implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> NAMES = List.of("a", "b", "c");

  private final List<StageNode> nodes = new ArrayList<>();

  private StageMesh(Path home, boolean ring) throws IOException {
    List<Integer> links = List.of(FreePorts.next(), FreePorts.next(), FreePorts.next());
    List<List<Integer>> peers =
        List.of(
            List.of(),
            List.of(links.get(0)),
            ring ? List.of(links.get(1), links.get(0)) : List.of(links.get(1)));
    try {
      for (int i = 0; i < NAMES.size(); i++) {
        Path place = Files.createDirectories(home.resolve(NAMES.get(i)));
        nodes.add(StageNode.inMesh(place, NAMES.get(i), links.get(i), peers.get(i)));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// a – b – c.
  public static StageMesh chain(Path home) throws IOException {
    return new StageMesh(home, false);
  }

  /// Each linked with both others.
  public static StageMesh ring(Path home) throws IOException {
    return new StageMesh(home, true);
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

  @Override
  public void close() {
    for (StageNode node : nodes.reversed()) {
      node.close();
    }
  }
}
