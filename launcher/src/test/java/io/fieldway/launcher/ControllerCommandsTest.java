package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fieldway.controller.Controller;
import io.fieldway.controller.ControllerConfig;
import io.fieldway.node.Node;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fieldway controller`, `mesh stand-ins` and `drain`, with nodes that run.
final class ControllerCommandsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path data;

  @Test
  void namesASubstituteForEveryNodeThatRuns() throws Exception {
    try (Node a = node("a", List.of());
        Node b = node("b", a.links());
        Node c = node("c", b.links());
        Controller controller = controller("mesh", a, b, c)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(run(controller, "mesh", "stand-ins"))
                  .contains("stands in for a (alive)")
                  .contains("stands in for b (alive)")
                  .contains("stands in for c (alive)")
                  .doesNotContain("nobody"));
      assertThat(run(controller, "mesh", "stand-ins", "--json")).startsWith("{\"role\":\"acting\"");
      assertThat(run(controller, "drain", "z")).contains("fieldway: the node z is not heard");
      assertThat(get(controller, "/table")).contains("\"node\":\"b\"", "\"life\":\"alive\"");
      assertThat(get(controller, "/health")).contains("\"role\":\"acting\"", "\"connections\":3");
      assertThat(get(controller, "/metrics"))
          .contains("fieldway_controller_acting 1", "fieldway_controller_lives{life=\"alive\"} 3");
    }
  }

  @Test
  void letsANodeBeCarriedOnThatIsGone() throws Exception {
    try (Node a = node("a", List.of());
        Node b = node("b", a.links());
        Node c = node("c", b.links());
        Controller controller = controller("mesh", a, b, c)) {
      awaitLine(controller, "stands in for c (alive): strong; the copy is whole");
      stop(c);
      awaitLine(controller, "c is carried on by ");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(run(controller, "mesh", "timeline"))
                  .containsPattern(
                      "Z  c died \\(two witnesses\\); [ab] carries it on after [0-9.]+ s"));
      assertThat(get(controller, "/plan"))
          .containsPattern("\"carriedBy\":\"[ab]\",\"carriedForMillis\":[0-9]+,\"sessions\":0")
          .contains("\"classes\":[{\"nodes\":[\"a\",\"b\",\"c\"],\"publishes\":{\"total\":0");
      assertThat(get(controller, "/metrics"))
          .contains("fieldway_controller_decisions_died_total 1");
    }
  }

  private static void stop(Node node) {
    node.close();
  }

  private static void awaitLine(Controller controller, String line) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(run(controller, "mesh", "stand-ins")).contains(line));
  }

  @Test
  void doesNotActForAMeshThatRefusesIt() throws Exception {
    try (Node a = node("a", List.of());
        Controller controller = controller("another", a)) {
      assertThat(get(controller, "/health"))
          .contains("\"role\":\"standing by\"", "\"connections\":0");
      assertThat(run(controller, "drain", "a"))
          .contains("fieldway: this controller does not act: ask the one that does");
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    ControllerConfig config = ControllerConfig.standard(data.resolve("controller"));
    assertThatThrownBy(() -> Controller.start(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected at least one link address of a node; see --node");
    assertThat(execute("controller", "--node", "192.0.2.1:7001", "--data", data.toString()))
        .contains("expected an address of this machine, for a controller without a certificate");
    assertThat(execute("drain", "a", "--controller", "127.0.0.1:1"))
        .contains("no controller answers at 127.0.0.1:1; see --controller");
    assertThat(execute("config", "show", "--role", "controller")).contains("lease: 3s", "nodes:");
  }

  private Node node(String name, List<InetSocketAddress> peers) throws IOException {
    NodeConfig config = NodeConfig.of(data.resolve(name)).withName(name);
    return Node.start(
        config.withMesh(
            config.mesh().withListen(List.of(ListenerConfig.loopback(0))).withPeers(peers)));
  }

  private Controller controller(String mesh, Node... nodes) throws IOException {
    return Controller.start(
        ControllerConfig.standard(data.resolve("controller"))
            .named("c1", mesh)
            .withHttp(ListenerConfig.loopback(0))
            .withNodes(List.of(nodes).stream().map(node -> node.links().getFirst()).toList()));
  }

  private static String run(Controller asked, String... args) {
    String[] all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--controller";
    all[args.length + 1] = Arguments.text(asked.http());
    return execute(all);
  }

  private static String execute(String... args) {
    StringWriter text = new StringWriter();
    CommandLine line = Fieldway.commandLine(args);
    line.setOut(new PrintWriter(text, true));
    line.setErr(new PrintWriter(text, true));
    line.execute(args);
    return text.toString();
  }

  private static String get(Controller asked, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://" + Arguments.text(asked.http()) + path);
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
