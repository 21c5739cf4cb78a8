package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.engine.EnginePacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The cases of the protocol's public conformance suite for Engine.IO 4, against a server that
/// echoes.
class EngineProtocolTest {
  private static final String POLLING = "?EIO=4&transport=polling";
  private static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";

  private final EngineServer server =
      new EngineServer(
          SocketIoConfig.defaults()
              .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .withPath("/engine.io/")
              .withPingInterval(Duration.ofMillis(300))
              .withPingTimeout(Duration.ofSeconds(2))
              .withCloseTimeout(Duration.ofMillis(300)),
          SocketIoMetrics.none(),
          null,
          Echo::new);

  @Var private RawPolling http = new RawPolling(new InetSocketAddress(0), "");

  @BeforeEach
  void start() throws Exception {
    http = new RawPolling(server.start(), "/engine.io/");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void opensASessionOverPolling() throws Exception {
    HttpResponse<String> response = http.get(POLLING);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .matches(
            "0\\{\"sid\":\"[\\w-]{22}\",\"upgrades\":\\[\"websocket\"],\"pingInterval\":300,"
                + "\"pingTimeout\":2000,\"maxPayload\":1000000}");
  }

  @Test
  void opensASessionOverWebsocket() throws Exception {
    assertThat(open().next().toString())
        .matches(
            "0\\{\"sid\":\"[\\w-]{22}\",\"upgrades\":\\[],\"pingInterval\":300,"
                + "\"pingTimeout\":2000,\"maxPayload\":1000000}");
  }

  @Test
  void refusesAnInvalidVersion() throws Exception {
    for (String query : List.of("?transport=polling", "?EIO=abc&transport=polling")) {
      refused(http.get(query), "{\"code\":5,\"message\":\"Unsupported protocol version\"}");
    }
  }

  @Test
  void refusesAnInvalidTransport() throws Exception {
    for (String query : List.of("?EIO=4", "?EIO=4&transport=abc")) {
      refused(http.get(query), "{\"code\":0,\"message\":\"Transport unknown\"}");
    }
  }

  @Test
  void refusesAnInvalidMethod() throws Exception {
    for (String method : List.of("POST", "PUT")) {
      refused(http.send(method, POLLING, ""), "{\"code\":2,\"message\":\"Bad handshake method\"}");
    }
  }

  @Test
  void refusesAnUnknownSession() throws Exception {
    refused(http.get(POLLING + "&sid=abc"), "{\"code\":1,\"message\":\"Session ID unknown\"}");
  }

  @Test
  void refusesAPollToTheWebsocketTransport() throws Exception {
    refused(http.get("?EIO=4&transport=websocket"), "{\"code\":3,\"message\":\"Bad request\"}");
  }

  @Test
  void refusesAWebsocketWithAnInvalidVersionOrTransport() {
    for (String query : List.of("?transport=websocket", "?EIO=abc&transport=websocket", "?EIO=4")) {
      assertThatThrownBy(() -> RawSocket.open(http.server(), "/engine.io/" + query))
          .hasMessageContaining("WebSocketHandshakeException");
    }
  }

  @Test
  void echoesOneTextPacketOverPolling() throws Exception {
    String session = http.open();
    accepted(http.post(session, "4hello"));
    assertThat(said(session)).isEqualTo("4hello");
  }

  @Test
  void echoesSeveralTextPacketsOverPolling() throws Exception {
    String session = http.open();
    accepted(http.post(session, "4test1\u001e4test2\u001e4test3"));
    assertThat(said(session)).isEqualTo("4test1\u001e4test2\u001e4test3");
  }

  @Test
  void echoesTextAndBinaryOverPolling() throws Exception {
    String session = http.open();
    accepted(http.post(session, "4hello\u001ebAQIDBA=="));
    assertThat(said(session)).isEqualTo("4hello\u001ebAQIDBA==");
  }

  @Test
  void closesTheSessionUponAnInvalidPayload() throws Exception {
    String session = http.open();
    assertThat(http.post(session, "abc").statusCode()).isEqualTo(400);
    assertThat(http.get(session).statusCode()).isEqualTo(400);
  }

  @Test
  void closesTheSessionUponASecondPoll() throws Exception {
    String session = http.open();
    CompletableFuture<HttpResponse<String>> one = http.getLater(session);
    CompletableFuture<HttpResponse<String>> other = http.getLater(session + "&t=burst");
    List<String> answers =
        List.of(one, other).stream()
            .map(answer -> answer.orTimeout(60, TimeUnit.SECONDS).join())
            .map(answer -> answer.statusCode() + " " + answer.body())
            .sorted()
            .toList();
    assertThat(answers).containsExactly("200 1", "400 {\"code\":3,\"message\":\"Bad request\"}");
    assertThat(http.get(session).statusCode()).isEqualTo(400);
  }

  @Test
  void closesTheSessionUponACancelledPoll() throws Exception {
    String session = http.open();
    CompletableFuture<HttpResponse<String>> poll = http.getLater(session);
    poll.cancel(true);
    await().atMost(Duration.ofSeconds(60)).until(() -> http.get(session).statusCode() == 400);
  }

  @Test
  void echoesTextOverWebsocket() throws Exception {
    RawSocket socket = open();
    socket.next();
    assertThat(socket.send("4hello").text()).isEqualTo("4hello");
  }

  @Test
  void echoesBinaryOverWebsocket() throws Exception {
    RawSocket socket = open();
    socket.next();
    assertThat(socket.send(new byte[] {1, 2, 3, 4}).binary()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void joinsTheFragmentsOfAMessage() throws Exception {
    RawSocket socket = open();
    socket.next();
    socket.sendPart("4he").sendPart("ll");
    assertThat(socket.send("o").text()).isEqualTo("4hello");
  }

  @Test
  void closesTheWebsocketUponFragmentsThatAreTooLargeTogether() throws Exception {
    RawSocket socket = open();
    socket.next();
    socket.sendPart("4" + "x".repeat(600_000));
    assertThat(socket.sendUnlessClosed("x".repeat(600_000)).closeCode()).isEqualTo(1009);
  }

  @Test
  void echoesABinaryOfAsManyBytesAsAreAllowed() throws Exception {
    RawSocket socket = open();
    socket.next();
    byte[] large = new byte[1_000_000];
    large[999_999] = 7;
    assertThat(socket.send(large).binary()).isEqualTo(large);
  }

  @Test
  void closesTheWebsocketUponAnInvalidPacket() throws Exception {
    RawSocket socket = open();
    socket.next();
    assertThat(socket.send("abc").closeCode()).isEqualTo(1002);
  }

  @Test
  void pingsOverPolling() throws Exception {
    String session = http.open();
    for (int i = 0; i < 3; i++) {
      assertThat(http.get(session).body()).isEqualTo("2");
      accepted(http.post(session, "3"));
    }
  }

  @Test
  void closesThePollingSessionUponPingTimeout() throws Exception {
    String session = http.open();
    await().atMost(Duration.ofSeconds(60)).until(() -> server.clientCount() == 0);
    refused(http.get(session), "{\"code\":1,\"message\":\"Session ID unknown\"}");
  }

  @Test
  void pingsOverWebsocket() throws Exception {
    RawSocket socket = open();
    socket.next();
    for (int i = 0; i < 3; i++) {
      assertThat(socket.next()).isEqualTo("2");
      socket.send("3");
    }
  }

  @Test
  void closesTheWebsocketUponPingTimeout() {
    assertThat(open().closeCode()).isEqualTo(1006);
    assertThat(server.clientCount()).isZero();
  }

  @Test
  void closesThePollingSessionWhenTheClientDoes() throws Exception {
    String session = http.open();
    CompletableFuture<HttpResponse<String>> poll = http.getLater(session);
    accepted(http.post(session, "1"));
    HttpResponse<String> answer = poll.orTimeout(60, TimeUnit.SECONDS).join();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("6");
    assertThat(http.get(session).statusCode()).isEqualTo(400);
  }

  @Test
  void closesTheWebsocketWhenTheClientDoes() throws Exception {
    RawSocket socket = open();
    socket.next();
    assertThat(socket.send("1").closeCode()).isEqualTo(1000);
  }

  @Test
  void upgradesFromPollingToWebsocket() throws Exception {
    String session = http.open();
    RawSocket socket = probe(session);
    assertThat(http.get(session).body()).isEqualTo("6");
    assertThat(socket.send("5").send("4hello").text()).isEqualTo("4hello");
  }

  @Test
  void endsAWaitingPollWhenTheProbeComes() throws Exception {
    String session = http.open();
    CompletableFuture<HttpResponse<String>> poll = http.getLater(session);
    RawSocket socket = probe(session);
    assertThat(poll.orTimeout(60, TimeUnit.SECONDS).join().body()).isEqualTo("6");
    assertThat(socket.send("5").send("4hello").text()).isEqualTo("4hello");
  }

  @Test
  void carriesWhatWasNotPolledOverToTheWebsocket() throws Exception {
    String session = http.open();
    accepted(http.post(session, "4one\u001e4two"));
    RawSocket socket = probe(session);
    socket.send("5");
    assertThat(socket.text()).isEqualTo("4one");
    assertThat(socket.text()).isEqualTo("4two");
  }

  @Test
  void refusesPollsAfterTheUpgrade() throws Exception {
    String session = http.open();
    RawSocket socket = probe(session);
    assertThat(socket.send("5").send("4a").text()).isEqualTo("4a");
    refused(http.get(session), "{\"code\":3,\"message\":\"Bad request\"}");
    refused(http.post(session, "4b"), "{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(socket.send("4hello").text()).isEqualTo("4hello");
  }

  @Test
  void closesASecondWebsocketAfterTheUpgrade() throws Exception {
    String session = http.open();
    RawSocket socket = probe(session);
    assertThat(socket.send("5").send("4a").text()).isEqualTo("4a");
    assertThat(RawSocket.open(http.server(), websocket(session)).closeCode()).isEqualTo(1000);
    assertThat(socket.send("4hello").text()).isEqualTo("4hello");
  }

  @Test
  void closesASecondWebsocketThatProbes() throws Exception {
    String session = http.open();
    RawSocket socket = probe(session);
    assertThat(RawSocket.open(http.server(), websocket(session)).closeCode()).isEqualTo(1000);
    assertThat(socket.send("5").send("4hello").text()).isEqualTo("4hello");
  }

  @Test
  void refusesAWebsocketOfAnUnknownSession() {
    assertThatThrownBy(() -> RawSocket.open(http.server(), WEBSOCKET + "&sid=unknown"))
        .hasMessageContaining("WebSocketHandshakeException");
  }

  @Test
  void staysOnPollingWhenTheProbeFails() throws Exception {
    String session = http.open();
    RawSocket socket = RawSocket.open(http.server(), websocket(session));
    assertThat(socket.send("4early").closeCode()).isEqualTo(1000);
    accepted(http.post(session, "4hello"));
    assertThat(said(session)).isEqualTo("4hello");
  }

  @Test
  void answersNotFoundOutsideItsPath() throws Exception {
    assertThat(new RawPolling(http.server(), "/other/").get("").statusCode()).isEqualTo(404);
  }

  /// What a poll brings, without the ping that it brings too where the machine is slow.
  private String said(String session) throws Exception {
    String body = http.get(session).body();
    return body.startsWith("2\u001e") ? body.substring(2) : body;
  }

  private RawSocket open() {
    return RawSocket.open(http.server(), WEBSOCKET);
  }

  private RawSocket probe(String session) throws InterruptedException {
    RawSocket socket = RawSocket.open(http.server(), websocket(session));
    assertThat(socket.send("2probe").text()).isEqualTo("3probe");
    return socket;
  }

  private static String websocket(String session) {
    return "/engine.io/" + session.replace("polling", "websocket");
  }

  private static void accepted(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("ok");
  }

  private static void refused(HttpResponse<String> response, String body) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).isEqualTo(body);
  }

  private record Echo(EngineConnection connection) implements EngineListener {
    @Override
    public void message(EnginePacket message) {
      connection.send(List.of(message));
    }

    @Override
    public void closed(DisconnectReason reason) {}
  }
}
