package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.AckTimeoutException;
import io.fieldway.socketio.Admission;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketClosedException;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// The public API of the server, seen from both ends: raw frames on one, sockets on the other.
class SocketIoServerTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> counted = new LinkedBlockingQueue<>();
  @Var private @Nullable SocketIoServer server;
  @Var private InetSocketAddress address = new InetSocketAddress(0);

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void saysWhatItKnowsOfAClient() throws Exception {
    start();
    RawSocket raw =
        RawSocket.open(address, "/socket.io/?EIO=4&transport=websocket&gateway=g1&gateway=g2");
    raw.text();
    connect(raw, "40{\"token\":\"t\"}");
    Socket socket = socket();
    assertThat(socket.id()).matches("[\\w-]{22}");
    assertThat(socket.namespace().name()).isEqualTo("/");
    assertThat(socket.connected()).isTrue();
    assertThat(socket.transport()).isEqualTo(Transport.WEBSOCKET);
    assertThat(socket.handshake().socketId()).isEqualTo(socket.id());
    assertThat(socket.handshake().auth().path("token").asString()).isEqualTo("t");
    assertThat(socket.handshake().query()).containsEntry("gateway", "g1");
    assertThat(socket.handshake().headers()).containsEntry("upgrade", "websocket");
    assertThat(socket.handshake().remote().getAddress().isLoopbackAddress()).isTrue();
    assertThat(socket.handshake().secure()).isFalse();
  }

  @Test
  void asksMiddlewaresInOrderBeforeTheSocketExists() throws Exception {
    CompletableFuture<Admission> decision = new CompletableFuture<>();
    start();
    server()
        .of("/")
        .use(handshake -> CompletableFuture.completedFuture(Admission.accept()))
        .use(handshake -> decision)
        .use(handshake ->
            CompletableFuture.completedFuture(Admission.refuse("third", JSON.numberNode(3))));
    RawSocket raw = open().send("40");
    assertThat(sockets.poll(50, TimeUnit.MILLISECONDS)).isNull();
    decision.complete(Admission.accept());
    assertThat(raw.text()).isEqualTo("44{\"message\":\"third\",\"data\":3}");
    assertThat(sockets).isEmpty();
  }

  @Test
  void refusesWithInternalErrorWhenAMiddlewareFails() throws Exception {
    start();
    server()
        .of("/throws")
        .use(handshake -> {
          throw new IllegalStateException("deliberate");
        });
    server()
        .of("/fails")
        .use(handshake -> CompletableFuture.failedFuture(new IllegalStateException("deliberate")));
    RawSocket raw = open();
    assertThat(raw.send("40/throws,").text())
        .isEqualTo("44/throws,{\"message\":\"Internal error\"}");
    assertThat(raw.send("40/fails,").text()).isEqualTo("44/fails,{\"message\":\"Internal error\"}");
  }

  @Test
  void hearsEventsInOrderAndTheRestWithTheAnyListener() throws Exception {
    start();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    server()
        .of("/")
        .onConnection(socket ->
            socket
                .on("a", (args, ack) -> heard.add("a" + args + ack.requested()))
                .onAny((event, args, ack) -> {
                  heard.add(event + args + ack.requested());
                  ack.send(JSON.booleanNode(true));
                  ack.send(JSON.booleanNode(false));
                }));
    RawSocket raw = connected();
    raw.send("42[\"a\",1]").send("42[\"b\"]").send("427[\"b\",2]");
    assertThat(raw.text()).isEqualTo("437[true]");
    assertThat(heard).containsExactly("a[1]false", "b[]false", "b[2]true");
  }

  @Test
  void goesOnWhenAListenerFails() throws Exception {
    start();
    server()
        .of("/")
        .onConnection(socket ->
            socket.on(
                "bad",
                (args, ack) -> {
                  throw new IllegalStateException("deliberate");
                }));
    RawSocket raw = connected();
    raw.send("42[\"bad\"]").send("421[\"echo\",1]");
    assertThat(raw.text()).isEqualTo("431[1]");
    assertThat(counted).contains("listener failed");
  }

  @Test
  void emitsWithAcknowledgement() throws Exception {
    start();
    RawSocket raw = connected();
    Socket socket = socket();
    CompletableFuture<List<JsonNode>> answer =
        socket.emitWithAck(PATIENCE, "ask", JSON.numberNode(1));
    String asked = raw.text();
    assertThat(asked).matches("42\\d+\\[\"ask\",1]");
    String id = asked.substring(2, asked.indexOf('['));
    raw.send("43" + id + "[\"yes\"]").send("43" + id + "[\"again\"]").send("4399[]");
    assertThat(answer.get(60, TimeUnit.SECONDS)).containsExactly(JSON.stringNode("yes"));
    raw.send("421[\"echo\"]");
    assertThat(raw.text()).isEqualTo("431[]");
  }

  @Test
  void failsAnAcknowledgementThatIsLateOrWhoseSocketEnds() throws Exception {
    start();
    RawSocket raw = connected();
    Socket socket = socket();
    CompletableFuture<List<JsonNode>> late = socket.emitWithAck(Duration.ofMillis(50), "ask");
    CompletableFuture<List<JsonNode>> longer = socket.emitWithAck(PATIENCE, "ask");
    assertThatThrownBy(() -> late.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(AckTimeoutException.class);
    raw.send("41");
    assertThatThrownBy(() -> longer.get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(SocketClosedException.class)
        .hasMessageContaining("client namespace disconnect");
    assertThatThrownBy(() -> socket.emitWithAck(PATIENCE, "ask").get(60, TimeUnit.SECONDS))
        .hasCauseInstanceOf(SocketClosedException.class);
    assertThat(counted).contains("ack timed out");
  }

  @Test
  void sendsToRoomsOnceAndForgetsThemAtTheEnd() throws Exception {
    start();
    RawSocket one = connected();
    Socket first = socket();
    RawSocket two = connected();
    Socket second = socket();
    first.join("a");
    first.join("b");
    second.join("b");
    assertThat(first.rooms()).containsExactlyInAnyOrder("a", "b");
    server().of("/").to("a").to("b").emit("x");
    server().of("/").to("a").emit("y");
    server().of("/").to("nobody").emit("z");
    server().of("/").emit("all", BinaryNode.valueOf(new byte[] {1}));
    assertThat(one.text()).isEqualTo("42[\"x\"]");
    assertThat(one.text()).isEqualTo("42[\"y\"]");
    assertThat(one.text()).isEqualTo("451-[\"all\",{\"_placeholder\":true,\"num\":0}]");
    assertThat(one.binary()).containsExactly(1);
    assertThat(two.text()).isEqualTo("42[\"x\"]");
    assertThat(two.text()).startsWith("451-");
    assertThat(server().of("/").sockets()).containsExactlyInAnyOrder(first, second);
    one.close();
    await().atMost(PATIENCE).until(() -> first.rooms().isEmpty());
    first.join("a");
    assertThat(first.rooms()).isEmpty();
    assertThat(server().of("/").sockets()).containsExactly(second);
  }

  @Test
  void saysWhyASocketEnded() throws Exception {
    start();
    RawSocket byClient = connected();
    CompletableFuture<DisconnectReason> clients = reason(socket());
    byClient.send("41");
    assertThat(clients.get(60, TimeUnit.SECONDS))
        .isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);

    RawSocket byServer = connected();
    Socket kicked = socket();
    CompletableFuture<DisconnectReason> servers = reason(kicked);
    kicked.disconnect();
    assertThat(byServer.text()).isEqualTo("41");
    assertThat(servers.get(60, TimeUnit.SECONDS))
        .isEqualTo(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);
    assertThat(reason(kicked).get(60, TimeUnit.SECONDS))
        .isEqualTo(DisconnectReason.SERVER_NAMESPACE_DISCONNECT);

    RawSocket closed = connected();
    socket().close();
    assertThat(closed.text()).isEqualTo("41");
    assertThat(closed.closeCode()).isEqualTo(1000);

    RawSocket cut = connected();
    CompletableFuture<DisconnectReason> cuts = reason(socket());
    cut.abort();
    assertThat(cuts.get(60, TimeUnit.SECONDS))
        .isIn(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_ERROR);

    RawSocket wrong = connected();
    CompletableFuture<DisconnectReason> errors = reason(socket());
    wrong.send("4x");
    assertThat(errors.get(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.PARSE_ERROR);
  }

  @Test
  void closesASlowClientWhileOthersGoOn() throws Exception {
    start(config -> config.withMaxBufferedBytes(1_000_000));
    RawSocket quick = connected();
    Socket listening = socket();
    LeanSocket deaf = LeanSocket.open(address, 4_096).send("40");
    Socket slow = socket();
    CompletableFuture<DisconnectReason> end = reason(slow);
    JsonNode chunk = BinaryNode.valueOf(new byte[100_000]);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> {
          slow.emit("chunk", chunk);
          return end.isDone();
        });
    assertThat(end.join()).isEqualTo(DisconnectReason.SLOW_CLIENT);
    listening.emit("still here");
    assertThat(quick.text()).isEqualTo("42[\"still here\"]");
    deaf.close();
  }

  @Test
  void refusesPayloadsAndFramesThatAreTooLarge() throws Exception {
    start(config -> config.withMaxPayload(1_000));
    RawPolling http = new RawPolling(address, "/socket.io/");
    String session = http.open();
    assertThat(http.post(session, "4" + "x".repeat(1_000)).statusCode()).isEqualTo(413);
    assertThat(http.get(session).statusCode()).isEqualTo(400);
    RawSocket raw = connected();
    raw.send("42[\"" + "x".repeat(1_000) + "\"]");
    assertThat(raw.closeCode()).isEqualTo(1009);
  }

  @Test
  void refusesMoreClientsThanItMayHave() throws Exception {
    start(config -> config.withMaxClients(1));
    RawSocket only = connected();
    RawPolling http = new RawPolling(address, "/socket.io/");
    assertThat(http.get("?EIO=4&transport=polling").statusCode()).isEqualTo(503);
    assertThatThrownBy(this::open).hasMessageContaining("WebSocketHandshakeException");
    only.close();
    await().atMost(PATIENCE).until(() -> server().clientCount() == 0);
    assertThat(http.get("?EIO=4&transport=polling").statusCode()).isEqualTo(200);
  }

  @Test
  void refusesMoreConnectsThanItMayHaveInASecond() throws Exception {
    start(config -> config.withMaxConnectsPerSecond(2));
    RawPolling http = new RawPolling(address, "/socket.io/");
    List<Integer> statuses =
        List.of(
            http.get("?EIO=4&transport=polling").statusCode(),
            http.get("?EIO=4&transport=polling").statusCode(),
            http.get("?EIO=4&transport=polling").statusCode());
    assertThat(statuses).containsExactly(200, 200, 503);
    await().atMost(PATIENCE).until(() -> http.get("?EIO=4&transport=polling").statusCode() == 200);
  }

  @Test
  void offersOnlyTheTransportsThatAreAllowed() throws Exception {
    start(config -> config.withTransports(Set.of(Transport.POLLING)));
    RawPolling http = new RawPolling(address, "/socket.io/");
    assertThat(http.get("?EIO=4&transport=polling").body()).contains("\"upgrades\":[]");
    assertThatThrownBy(this::open).hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void judgesTheOriginAndKeepsCorsOffByDefault() throws Exception {
    start();
    RawPolling http = new RawPolling(address, "/socket.io/");
    var foreign =
        RawSocket.HTTP.send(
            http.request("?EIO=4&transport=polling").header("Origin", "https://evil").build(),
            BodyHandlers.ofString());
    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(foreign.body()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
    var own =
        RawSocket.HTTP.send(
            http.request("?EIO=4&transport=polling")
                .header("Origin", "http://127.0.0.1:" + address.getPort())
                .build(),
            BodyHandlers.ofString());
    assertThat(own.statusCode()).isEqualTo(200);
    assertThat(own.headers().map()).doesNotContainKey("access-control-allow-origin");
  }

  @Test
  void allowsTheOriginsThatAreConfigured() throws Exception {
    start(config -> config.withAllowedOrigins(Set.of("https://friend")));
    RawPolling http = new RawPolling(address, "/socket.io/");
    var friend =
        RawSocket.HTTP.send(
            http.request("?EIO=4&transport=polling").header("Origin", "https://friend").build(),
            BodyHandlers.ofString());
    assertThat(friend.statusCode()).isEqualTo(200);
    assertThat(friend.headers().firstValue("access-control-allow-origin"))
        .contains("https://friend");
    var preflight =
        RawSocket.HTTP.send(
            http.request("?EIO=4&transport=polling")
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://friend")
                .build(),
            BodyHandlers.ofString());
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("access-control-allow-methods"))
        .contains("GET, POST");
  }

  @Test
  void neverTakesASessionIdFromTheClient() throws Exception {
    start();
    RawPolling http = new RawPolling(address, "/socket.io/");
    assertThat(http.get("?EIO=4&transport=polling&sid=chosen").body())
        .isEqualTo("{\"code\":1,\"message\":\"Session ID unknown\"}");
    assertThat(server().clientCount()).isZero();
  }

  @Test
  void compressesNothingThoughAsked() throws Exception {
    start();
    try (LeanSocket websocket = LeanSocket.http(address);
        LeanSocket polling = LeanSocket.http(address)) {
      assertThat(
              websocket.request(
                  """
                  GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r
                  Host: a\r
                  Connection: Upgrade\r
                  Upgrade: websocket\r
                  Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                  Sec-WebSocket-Version: 13\r
                  Sec-WebSocket-Extensions: permessage-deflate\r
                  \r
                  """))
          .startsWith("HTTP/1.1 101")
          .doesNotContainIgnoringCase("extensions");
      assertThat(
              polling.request(
                  """
                  GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r
                  Host: a\r
                  Accept-Encoding: gzip, deflate\r
                  \r
                  """))
          .startsWith("HTTP/1.1 200")
          .contains("0{\"sid\":")
          .doesNotContainIgnoringCase("content-encoding");
    }
  }

  @Test
  void refusesMoreNamespacesThanAClientMayEnter() throws Exception {
    start(config -> config.withMaxNamespacesPerClient(2));
    server().of("/two");
    server().of("/three");
    RawSocket raw = connected();
    assertThat(raw.send("40/two,").text()).startsWith("40/two,{");
    assertThat(raw.send("40/three,").text())
        .isEqualTo("44/three,{\"message\":\"Too many namespaces\"}");
    assertThat(raw.send("41/two,").send("40/three,").text()).startsWith("40/three,{");
  }

  @Test
  void refusesMoreAttachmentsThanAPacketMayHave() throws Exception {
    start(config -> config.withMaxAttachments(1));
    RawSocket raw = connected();
    CompletableFuture<DisconnectReason> end = reason(socket());
    raw.send("452-[\"echo\"]");
    assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.PARSE_ERROR);
    assertThat(raw.closeCode()).isEqualTo(1002);
  }

  @Test
  void tellsItsClientsWhenItCloses() throws Exception {
    start();
    RawSocket raw = connected();
    CompletableFuture<DisconnectReason> end = reason(socket());
    RawPolling http = new RawPolling(address, "/socket.io/");
    String session = http.open();
    var poll = http.getLater(session);
    await().atMost(PATIENCE).until(() -> server().clientCount() == 2);
    server().close();
    assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo(DisconnectReason.SERVER_SHUTTING_DOWN);
    assertThat(raw.closeCode()).isEqualTo(1001);
    assertThat(poll.get(60, TimeUnit.SECONDS).body()).isEqualTo("1");
    assertThat(server().clientCount()).isZero();
    assertThatThrownBy(() -> http.get("?EIO=4&transport=polling")).isInstanceOf(IOException.class);
  }

  @Test
  void namesTheAddressThatItCannotHave() throws Exception {
    start();
    try (SocketIoServer second =
        SocketIoServer.builder().config(SocketIoConfig.defaults().withAddress(address)).build()) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(":" + address.getPort());
    }
  }

  @Test
  void refusesNamespacesThatTheProtocolCannotName() throws Exception {
    start();
    for (String name : List.of("gateway", "", "/a,b")) {
      assertThatThrownBy(() -> server().of(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void countsWhatHappens() throws Exception {
    start();
    RawSocket raw = connected();
    raw.send("421[\"echo\"]").text();
    raw.send("40/nowhere,").text();
    raw.close();
    await().atMost(PATIENCE).until(() -> counted.contains("closed transport close"));
    assertThat(counted)
        .contains(
            "opened websocket",
            "connected /",
            "disconnected / transport close",
            "closed transport close");
  }

  private void start() throws IOException {
    start(UnaryOperator.identity());
  }

  private void start(UnaryOperator<SocketIoConfig> change) throws IOException {
    SocketIoServer made =
        SocketIoServer.builder()
            .config(
                change.apply(
                    SocketIoConfig.defaults()
                        .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .withCloseTimeout(Duration.ofMillis(300))))
            .listener(new Counting())
            .build();
    server = made;
    made.of("/")
        .onConnection(socket -> {
          socket.on("echo", (args, ack) -> ack.send(args.toArray(JsonNode[]::new)));
          sockets.add(socket);
        });
    address = made.start();
  }

  private SocketIoServer server() {
    return Objects.requireNonNull(server);
  }

  private RawSocket open() throws InterruptedException {
    RawSocket raw = RawSocket.open(address, "/socket.io/?EIO=4&transport=websocket");
    assertThat(raw.text()).startsWith("0{");
    return raw;
  }

  private RawSocket connected() throws InterruptedException {
    return connect(open(), "40");
  }

  private static RawSocket connect(RawSocket raw, String packet) throws InterruptedException {
    assertThat(raw.send(packet).text()).startsWith("40{");
    return raw;
  }

  private Socket socket() throws InterruptedException {
    return Objects.requireNonNull(sockets.poll(60, TimeUnit.SECONDS));
  }

  private static CompletableFuture<DisconnectReason> reason(Socket socket) {
    CompletableFuture<DisconnectReason> reason = new CompletableFuture<>();
    socket.onDisconnect(reason::complete);
    return reason;
  }

  private final class Counting implements SocketIoMetrics {
    @Override
    public void opened(Transport transport) {
      counted.add("opened " + transport.word());
    }

    @Override
    public void closed(DisconnectReason reason) {
      counted.add("closed " + reason.word());
    }

    @Override
    public void connected(String namespace) {
      counted.add("connected " + namespace);
    }

    @Override
    public void disconnected(String namespace, DisconnectReason reason) {
      counted.add("disconnected " + namespace + " " + reason.word());
    }

    @Override
    public void ackTimedOut(String namespace) {
      counted.add("ack timed out");
    }

    @Override
    public void listenerFailed(String namespace) {
      counted.add("listener failed");
    }
  }
}
