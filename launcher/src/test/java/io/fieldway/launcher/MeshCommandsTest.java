package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.Node;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fieldway mesh`, `routes` and `trace`, asked of nodes that run.
final class MeshCommandsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path data;

  private Node node(String name, List<InetSocketAddress> peers) throws IOException {
    NodeConfig config = NodeConfig.of(data.resolve(name)).withName(name);
    return Node.start(
        config.withMesh(
            config.mesh().withListen(List.of(ListenerConfig.loopback(0))).withPeers(peers)));
  }

  private static String run(Node asked, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--http";
    all[args.length + 1] = Arguments.text(asked.http());
    CommandLine line = Fieldway.commandLine(all);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    line.execute(all);
    return out + err.toString();
  }

  @Test
  void tellsOfNodesLinksAndWays() throws IOException {
    try (Node a = node("a", List.of());
        Node b = node("b", a.links())) {
      await().atMost(PATIENCE).until(() -> run(b, "mesh").contains("at 1"));
      assertThat(run(b, "mesh"))
          .contains("mesh mesh as b knows it", "a                at 1", "links to b (1)")
          .contains("link to a");
      assertThat(run(b, "mesh", "--json")).startsWith("{\"mesh\":\"mesh\",\"node\":\"b\"");
      assertThat(run(b, "routes", "--node", "a")).isEqualToIgnoringNewLines("");
      assertThat(run(b, "trace", "--topic", "t", "--from", "a"))
          .isEqualToIgnoringNewLines(
              "nobody has subscribed to t" + "no message from a is remembered that left it on t");
      assertThat(run(b, "trace", "--topic", "t", "--json", "--also", Arguments.text(a.http())))
          .contains("\"passages\":[{\"node\":\"b\",\"topic\":\"t\"", "{\"node\":\"a\"");
      assertThat(run(b, "trace", "--topic", "t", "--also", "127.0.0.1:1"))
          .contains("no message from b is remembered", "no node answers at 127.0.0.1:1");
      assertThat(run(b, "mesh", "what-if", "--cut", "a,b"))
          .contains("a to b: a-b becomes no way", "2 ways would change, 2 of them be lost");
    }
  }

  /// A client of MQTT 3.1.1 that has connected, and what it says then.
  private static Socket client(Node node, byte[] said) throws IOException {
    Socket socket = new Socket();
    socket.connect(node.addresses().getFirst());
    socket
        .getOutputStream()
        .write(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'x'});
    assertThat(socket.getInputStream().readNBytes(4)).startsWith(0x20);
    socket.getOutputStream().write(said);
    return socket;
  }

  @Test
  void tellsWhichWayTheLastMessageTook() throws IOException {
    try (Node a = node("a", List.of());
        Node b = node("b", a.links());
        Socket subscriber = client(b, new byte[] {(byte) 0x82, 6, 0, 1, 0, 1, 0x74, 1})) {
      assertThat(subscriber.getInputStream().readNBytes(5)).startsWith(0x90);
      await().atMost(PATIENCE).until(() -> run(a, "routes").contains("b / t"));
      try (Socket publisher = client(a, new byte[] {0x32, 6, 0, 1, 0x74, 0, 7, 0x21})) {
        assertThat(publisher.getInputStream().readNBytes(4)).startsWith(0x40);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(run(a, "trace", "--topic", "t", "--also", Arguments.text(b.http())))
                    .contains("a-b, 1 by t", "  a-b, number ", " to b: delivered at "));
      }
      assertThat(run(a, "trace", "--topic", "t"))
          .contains("  a-b, number ", " to b: went to b, which was not asked");
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    try (Node a = node("a", List.of());
        Node alone = Node.start(NodeConfig.of(data.resolve("alone")))) {
      assertThat(run(a, "routes", "--node", "z"))
          .isEqualToIgnoringNewLines("fieldway: expected one of the nodes a, got z");
      assertThat(run(a, "mesh", "what-if")).contains("expected either --kill or --cut");
      assertThat(run(a, "mesh", "what-if", "--cut", "a"))
          .isEqualToIgnoringNewLines("fieldway: expected two nodes, as in cut=4,6, got a");
      assertThat(run(alone, "mesh"))
          .isEqualToIgnoringNewLines(
              "fieldway: this node is alone: its configuration names no mesh");
    }
  }
}
