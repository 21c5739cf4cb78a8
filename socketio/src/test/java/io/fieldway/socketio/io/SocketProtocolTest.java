package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.SocketIoConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The cases of the protocol's public conformance suite for Socket.IO 5, against the server that
/// the suite describes. Its Engine.IO cases are those of [EngineProtocolTest].
class SocketProtocolTest {
  private final SocketIoServer server =
      SocketIoServer.builder()
          .config(
              SocketIoConfig.defaults()
                  .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                  .withPingInterval(Duration.ofMillis(300))
                  .withPingTimeout(Duration.ofSeconds(2))
                  .withCloseTimeout(Duration.ofMillis(300))
                  .withConnectTimeout(Duration.ofSeconds(1)))
          .build();

  @Var private InetSocketAddress address = new InetSocketAddress(0);

  @BeforeEach
  void start() throws Exception {
    serve(server.of("/"));
    serve(server.of("/custom"));
    address = server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void opensAndPingsOverPolling() throws Exception {
    RawPolling http = new RawPolling(address, "/socket.io/");
    String session = http.open();
    assertThat(http.get(session).body()).isEqualTo("2");
    assertThat(http.post(session, "3").body()).isEqualTo("ok");
  }

  @Test
  void connectsToTheMainNamespace() throws Exception {
    RawSocket socket = open().send("40");
    assertThat(socket.text()).matches("40\\{\"sid\":\"[\\w-]{22}\"}");
    assertThat(socket.text()).isEqualTo("42[\"auth\",{}]");
  }

  @Test
  void connectsToTheMainNamespaceWithAPayload() throws Exception {
    RawSocket socket = open().send("40{\"token\":\"123\"}");
    assertThat(socket.text()).matches("40\\{\"sid\":\"[\\w-]{22}\"}");
    assertThat(socket.text()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
  }

  @Test
  void connectsToACustomNamespace() throws Exception {
    RawSocket socket = open().send("40/custom,");
    assertThat(socket.text()).matches("40/custom,\\{\"sid\":\"[\\w-]{22}\"}");
    assertThat(socket.text()).isEqualTo("42/custom,[\"auth\",{}]");
  }

  @Test
  void connectsToACustomNamespaceWithAPayload() throws Exception {
    RawSocket socket = open().send("40/custom,{\"token\":\"abc\"}");
    assertThat(socket.text()).matches("40/custom,\\{\"sid\":\"[\\w-]{22}\"}");
    assertThat(socket.text()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
  }

  @Test
  void tellsOfTheEntranceBeforeTheListenersAreDone() throws Exception {
    CompletableFuture<Void> told = new CompletableFuture<>();
    server.of("/").onConnection(socket -> told.orTimeout(60, TimeUnit.SECONDS).join());
    RawSocket socket = open().send("40");
    assertThat(socket.text()).startsWith("40{");
    told.complete(null);
    assertThat(socket.text()).isEqualTo("42[\"auth\",{}]");
  }

  @Test
  void refusesAnUnknownNamespace() throws Exception {
    assertThat(open().send("40/random").text())
        .isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
  }

  @Test
  void closesUponAnInvalidHandshake() throws Exception {
    assertThat(open().send("4abc").closeCode()).isEqualTo(1002);
  }

  @Test
  void closesWhenNoHandshakeComes() throws Exception {
    RawSocket socket = open();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          if (!socket.isClosed()) {
            socket.send("3");
          }
          return socket.isClosed();
        });
    assertThat(socket.closeCode()).isEqualTo(1000);
  }

  @Test
  void disconnectsFromTheMainNamespace() throws Exception {
    assertThat(connected().send("41").next()).isEqualTo("2");
  }

  @Test
  void disconnectsFromACustomNamespaceOnly() throws Exception {
    RawSocket socket = connected().send("40/custom");
    assertThat(socket.text()).startsWith("40/custom,");
    assertThat(socket.text()).startsWith("42/custom,[\"auth\"");
    socket.send("41/custom").send("42[\"message\",\"message to main namespace\"]");
    assertThat(socket.text()).isEqualTo("42[\"message-back\",\"message to main namespace\"]");
  }

  @Test
  void sendsText() throws Exception {
    assertThat(connected().send("42[\"message\",1,\"2\",{\"3\":[true]}]").text())
        .isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
  }

  @Test
  void sendsAttachments() throws Exception {
    RawSocket socket =
        connected()
            .send(
                "452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]")
            .send(new byte[] {1, 2, 3})
            .send(new byte[] {4, 5, 6});
    assertThat(socket.text())
        .isEqualTo(
            "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
    assertThat(socket.binary()).containsExactly(1, 2, 3);
    assertThat(socket.binary()).containsExactly(4, 5, 6);
  }

  @Test
  void acknowledgesText() throws Exception {
    assertThat(connected().send("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]").text())
        .isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
  }

  @Test
  void acknowledgesAttachments() throws Exception {
    RawSocket socket =
        connected()
            .send(
                "452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},"
                    + "{\"_placeholder\":true,\"num\":1}]")
            .send(new byte[] {1, 2, 3})
            .send(new byte[] {4, 5, 6});
    assertThat(socket.text())
        .isEqualTo("462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
    assertThat(socket.binary()).containsExactly(1, 2, 3);
    assertThat(socket.binary()).containsExactly(4, 5, 6);
  }

  @Test
  void closesUponAnUnknownPacketType() throws Exception {
    assertThat(connected().send("4abc").closeCode()).isEqualTo(1002);
  }

  @Test
  void closesUponAnInvalidPayload() throws Exception {
    assertThat(connected().send("42{}").closeCode()).isEqualTo(1002);
  }

  @Test
  void closesUponAnInvalidAckId() throws Exception {
    assertThat(connected().send("42abc[\"message-with-ack\",1,\"2\",{\"3\":[false]}]").closeCode())
        .isEqualTo(1002);
  }

  private RawSocket open() throws InterruptedException {
    RawSocket socket = RawSocket.open(address, "/socket.io/?EIO=4&transport=websocket");
    assertThat(socket.text()).startsWith("0{");
    return socket;
  }

  private RawSocket connected() throws InterruptedException {
    RawSocket socket = open().send("40");
    assertThat(socket.text()).startsWith("40{");
    assertThat(socket.text()).isEqualTo("42[\"auth\",{}]");
    return socket;
  }

  private static void serve(Namespace namespace) {
    namespace.onConnection(socket -> {
      socket.emit("auth", socket.handshake().auth());
      socket.on(
          "message", (args, ack) -> socket.emit("message-back", args.toArray(JsonNode[]::new)));
      socket.on("message-with-ack", (args, ack) -> ack.send(args.toArray(JsonNode[]::new)));
    });
  }
}
