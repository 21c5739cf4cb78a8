package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.SocketIoConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Many clients at once, and many one after the other.
class LoadTest {
  private static final int CLIENTS = 1_000;
  private static final int POLLING_ROUND = 20_000;
  private static final int WEBSOCKET_ROUND = 5_000;
  private static final int ROUNDS = 4;
  private static final long FLAT_BYTES = 8L * 1024 * 1024;

  private static final SocketIoConfig CONFIG =
      SocketIoConfig.defaults()
          .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
          .withCloseTimeout(Duration.ofMillis(500))
          .withMaxConnectsPerSecond(1_000_000)
          .withMaxClients(1_000_000);

  @Test
  void servesAThousandClients() throws Exception {
    try (SocketIoServer server = SocketIoServer.builder().config(CONFIG).build()) {
      serveAThousand(server);
    }
  }

  @Test
  void keepsNothingOfAHundredThousandClientsThatVanish() throws Exception {
    SocketIoConfig impatient =
        CONFIG.withPingInterval(Duration.ofSeconds(2)).withPingTimeout(Duration.ofSeconds(1));
    try (SocketIoServer server = SocketIoServer.builder().config(impatient).build()) {
      churnAHundredThousand(server);
    }
  }

  private static void serveAThousand(SocketIoServer server) throws Exception {
    server
        .of("/")
        .onConnection(socket -> {
          socket.join(Integer.toString(socket.handshake().auth().path("n").asInt() % 2));
          socket.on("echo", (args, ack) -> ack.send(args.toArray(JsonNode[]::new)));
        });
    InetSocketAddress address = server.start();
    List<LeanSocket> clients = new ArrayList<>();
    for (int n = 0; n < CLIENTS; n++) {
      LeanSocket client = LeanSocket.open(address);
      assertThat(client.text()).startsWith("0{");
      clients.add(client.send("40{\"n\":" + n + "}"));
    }
    for (LeanSocket client : clients) {
      assertThat(client.text()).startsWith("40{");
    }
    server.of("/").to("1").emit("odd", JsonNodeFactory.instance.numberNode(1));
    for (int n = 1; n < CLIENTS; n += 2) {
      assertThat(clients.get(n).text()).isEqualTo("42[\"odd\",1]");
    }
    for (int n = 0; n < CLIENTS; n++) {
      clients.get(n).send("42" + n + "[\"echo\"," + n + "]");
    }
    for (int n = 0; n < CLIENTS; n++) {
      assertThat(clients.get(n).text()).isEqualTo("43" + n + "[" + n + "]");
    }
    assertThat(server.clientCount()).isEqualTo(CLIENTS);
    for (LeanSocket client : clients) {
      client.close();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> server.clientCount() == 0);
    assertThat(server.of("/").sockets()).isEmpty();
  }

  private static void churnAHundredThousand(SocketIoServer server) throws Exception {
    server.of("/").onConnection(socket -> socket.join("everybody"));
    InetSocketAddress address = server.start();
    churn(server, address);
    long before = heap();
    @Var long after = before;
    for (int round = 1; round < ROUNDS; round++) {
      churn(server, address);
      after = heap();
    }
    assertThat(after - before).as("growth of the heap in bytes").isLessThan(FLAT_BYTES);
    assertThat(server.of("/").sockets()).isEmpty();
  }

  /// One round of clients that open a session and are never heard of again.
  private static void churn(SocketIoServer server, InetSocketAddress address) throws Exception {
    try (LeanSocket http = LeanSocket.http(address)) {
      for (int i = 0; i < POLLING_ROUND; i++) {
        String answer =
            http.request("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 OK");
      }
    }
    for (int i = 0; i < WEBSOCKET_ROUND; i++) {
      LeanSocket client = LeanSocket.open(address);
      client.text();
      assertThat(client.send("40").text()).startsWith("40{");
      client.reset();
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> server.clientCount() == 0);
  }

  private static long heap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
