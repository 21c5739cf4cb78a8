package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.Admission;
import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.RecoveryConfig;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketIoConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Drives the server with the official JavaScript client, over each transport and through the
/// upgrade. Skipped where Node, npm or the package is not to be had.
class JavaScriptClientTest {
  private static final String CLIENT = "socket.io-client@4.8.4";
  private static final String SCRIPT = "scenarios.mjs";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Path FOLDER = Path.of("target", "js").toAbsolutePath();

  private static final SocketIoConfig CONFIG =
      SocketIoConfig.defaults()
          .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .withPingInterval(Duration.ofSeconds(1))
          .withPingTimeout(Duration.ofSeconds(2))
          .withCloseTimeout(Duration.ofMillis(500))
          .withMaxPayload(2_000_000);

  private final List<String> reasons = new CopyOnWriteArrayList<>();
  private final SocketIoServer server = SocketIoServer.builder().config(CONFIG).build();

  @Var private InetSocketAddress address = new InetSocketAddress(0);

  @BeforeAll
  static void installClient() throws Exception {
    assumeTrue(ends(30, "node", "--version"), "Node is missing: the official client is not tried");
    Files.createDirectories(FOLDER);
    assumeTrue(
        Files.isDirectory(FOLDER.resolve("node_modules/socket.io-client"))
            || ends(
                120,
                "npm",
                "install",
                "--no-save",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--prefix",
                FOLDER.toString(),
                CLIENT),
        "npm cannot install " + CLIENT + ": the official client is not tried");
    try (InputStream script =
        Objects.requireNonNull(JavaScriptClientTest.class.getResourceAsStream("/js/" + SCRIPT))) {
      Files.copy(script, FOLDER.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @BeforeEach
  void start() throws Exception {
    serve(server.of("/"));
    serve(
        server
            .of("/admin")
            .use(handshake ->
                CompletableFuture.supplyAsync(() ->
                    handshake.auth().path("token").asString("").equals("right")
                        ? Admission.accept()
                        : Admission.refuse("not you", JSON.objectNode().put("retry", false)))));
    address = server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
  void servesTheOfficialClient(String transports) throws Exception {
    run(
        transports,
        "transport,upgradeWithoutLoss,auth,namespaces,rooms,acks,binaries,serverDisconnects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
  void seesHowClientsLeave(String transports) throws Exception {
    run(transports, "clientDisconnects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling", "polling,websocket"})
  void recoversAClientWhoseTransportWasCut(String transports) throws Exception {
    try (SocketIoServer recovering =
        SocketIoServer.builder().config(CONFIG.withRecovery(RecoveryConfig.on())).build()) {
      serve(recovering.of("/"));
      address = recovering.start();
      run(transports, "recovery");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void losesAClientThatDoesNotPong(String transports) throws Exception {
    run(transports, "pingTimeout");
    assertThat(reasons).contains("ping timeout");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "polling"})
  void tellsClientsThatItGoesAway(String transports) throws Exception {
    Process client = node(transports, "serverGoesAway");
    try (BufferedReader out = client.inputReader()) {
      assertThat(out.readLine()).isEqualTo("connected");
      await().atMost(Duration.ofSeconds(60)).until(() -> !server.of("/").sockets().isEmpty());
      server.close();
      assertThat(out.readLine()).isEqualTo("ok");
    } finally {
      client.destroyForcibly();
    }
    assertThat(reasons).containsExactly("server shutting down");
  }

  private void serve(Namespace namespace) {
    namespace.onConnection(socket ->
        socket
            .on("transport", (args, ack) -> ack.send(text(socket.transport().word())))
            .on("where", (args, ack) -> ack.send(text(namespace.name())))
            .on("auth", (args, ack) -> ack.send(socket.handshake().auth()))
            .on("echo", (args, ack) -> ack.send(args.toArray(JsonNode[]::new)))
            .on(
                "count",
                (args, ack) -> {
                  socket.emit("count", args.getFirst());
                  ack.send(args.getFirst());
                })
            .on(
                "join",
                (args, ack) -> {
                  socket.join(args.getFirst().asString());
                  ack.send();
                })
            .on(
                "leave",
                (args, ack) -> {
                  socket.leave(args.getFirst().asString());
                  ack.send();
                })
            .on(
                "shout",
                (args, ack) -> {
                  namespace.to(args.get(0).asString()).emit("said", args.get(1));
                  ack.send();
                })
            .on("askMe", (args, ack) -> askBack(socket, args, ack::send))
            .on(
                "pushBlob",
                (args, ack) -> {
                  socket.emit("blob", blob(args.getFirst().asInt()));
                  ack.send();
                })
            .on(
                "remember",
                (args, ack) -> {
                  socket.data().put("name", args.getFirst().asString());
                  ack.send();
                })
            .on("recall", (args, ack) -> ack.send(recall(socket)))
            .on("kick", (args, ack) -> socket.disconnect())
            .on("closeAll", (args, ack) -> socket.close())
            .on(
                "reasons",
                (args, ack) -> {
                  var list = JSON.arrayNode();
                  reasons.forEach(list::add);
                  ack.send(list);
                })
            .onDisconnect(reason -> reasons.add(reason.word())));
  }

  private static JsonNode recall(Socket socket) {
    ObjectNode recalled = JSON.objectNode().put("recovered", socket.recovered());
    recalled.set(
        "name", socket.data().get("name") instanceof String name ? text(name) : JSON.nullNode());
    socket.rooms().forEach(recalled.putArray("rooms")::add);
    return recalled;
  }

  private static void askBack(
      Socket socket, List<JsonNode> args, java.util.function.Consumer<JsonNode> answer) {
    var _ =
        socket
            .emitWithAck(Duration.ofMillis(300), args.get(0).asString(), args.get(1))
            .whenComplete((answers, failure) ->
                answer.accept(
                    failure == null ? JSON.arrayNode().addAll(answers) : text("timeout")));
  }

  private static JsonNode text(String text) {
    return JSON.stringNode(text);
  }

  private static JsonNode blob(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) i;
    }
    return BinaryNode.valueOf(bytes);
  }

  private void run(String transports, String scenario) throws Exception {
    Process client = node(transports, scenario);
    try (BufferedReader out = client.inputReader()) {
      String said = String.join("\n", out.lines().toList());
      assertThat(said).as("%s over %s", scenario, transports).isEqualTo("ok");
    } finally {
      client.destroyForcibly();
    }
  }

  private Process node(String transports, String scenario) throws IOException {
    return new ProcessBuilder(
            "node", SCRIPT, "http://127.0.0.1:" + address.getPort(), transports, scenario)
        .directory(FOLDER.toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static boolean ends(int seconds, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS) && process.exitValue() == 0;
      process.destroyForcibly();
      return ended;
    } catch (IOException e) {
      return false;
    }
  }
}
