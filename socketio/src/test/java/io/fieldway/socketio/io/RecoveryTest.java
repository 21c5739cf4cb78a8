package io.fieldway.socketio.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.Admission;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.RecoveryConfig;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.SocketIoMetrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Connection state recovery, seen from both ends: raw frames on one, sockets on the other.
class RecoveryTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Pattern IDS =
      Pattern.compile("40\\{\"sid\":\"([\\w-]{22})\",\"pid\":\"([\\w-]{22})\"}");

  private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
  private final List<String> counted = new CopyOnWriteArrayList<>();
  @Var private @Nullable SocketIoServer server;
  @Var private InetSocketAddress address = new InetSocketAddress(0);

  /// The ids of a CONNECT answer.
  private record Ids(String socketId, String privateId) {}

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void saysNeitherPrivateIdsNorOffsetsUnlessEnabled() throws Exception {
    start(recovery -> RecoveryConfig.off());
    RawSocket raw = open().send("40{\"pid\":\"x\",\"offset\":\"1\"}");
    assertThat(raw.text()).matches("40\\{\"sid\":\"[\\w-]{22}\"}");
    Socket socket = socket();
    socket.emit("news");
    assertThat(raw.text()).isEqualTo("42[\"news\"]");
    assertThat(socket.recovered()).isFalse();
    assertThat(counted).isEmpty();
  }

  @Test
  void givesACutClientItsIdRoomsDataAndWhatItHasMissed() throws Exception {
    start(UnaryOperator.identity());
    RawSocket raw = open();
    Ids ids = ids(raw.send("40"));
    Socket before = socket();
    before.join("blue");
    before.data().put("name", "Ada");
    before.emit("news", JSON.numberNode(1));
    String offset = offset(raw.text());
    cut(raw, before);

    namespace().emit("news", JSON.numberNode(2));
    namespace().to("blue").to("red").emit("news", BinaryNode.valueOf(new byte[] {3}));
    namespace().to("red").emit("for others");
    before.emit("news", JSON.numberNode(4));

    RawSocket again = open();
    assertThat(ids(again.send(comeback(ids, offset)))).isEqualTo(ids);
    assertThat(again.text()).startsWith("42[\"news\",2,\"");
    assertThat(again.text()).startsWith("451-[\"news\",{\"_placeholder\":true,\"num\":0},\"");
    assertThat(again.binary()).containsExactly(3);
    assertThat(again.text()).startsWith("42[\"news\",4,\"");
    Socket after = socket();
    assertThat(after).isNotSameAs(before);
    assertThat(after.recovered()).isTrue();
    assertThat(after.id()).isEqualTo(ids.socketId);
    assertThat(after.handshake().socketId()).isEqualTo(ids.socketId);
    assertThat(after.rooms()).containsExactly("blue");
    assertThat(after.data()).containsEntry("name", "Ada");
    namespace().to("blue").emit("on we go");
    assertThat(again.text()).startsWith("42[\"on we go\",\"");
    assertThat(namespace().sockets()).containsExactly(after);
    assertThat(counted).containsExactly("kept", "recovered");
  }

  @Test
  void recoversTheSameClientAgainAndAgain() throws Exception {
    start(UnaryOperator.identity());
    @Var RawSocket raw = open();
    Ids ids = ids(raw.send("40"));
    @Var Socket socket = socket();
    for (int n = 0; n < 5; n++) {
      socket.emit("news", JSON.numberNode(n));
      String offset = offset(raw.text());
      cut(raw, socket);
      socket.emit("missed", JSON.numberNode(n));
      raw = open();
      assertThat(ids(raw.send(comeback(ids, offset)))).isEqualTo(ids);
      assertThat(raw.text()).startsWith("42[\"missed\"," + n + ",\"");
      socket = socket();
    }
  }

  @Test
  void carriesNoOffsetWhereAnAcknowledgementIsAskedFor() throws Exception {
    start(UnaryOperator.identity());
    RawSocket raw = open();
    ids(raw.send("40"));
    CompletableFuture<List<JsonNode>> answer =
        socket().emitWithAck(PATIENCE, "ask", JSON.numberNode(1));
    assertThat(raw.text()).isEqualTo("420[\"ask\",1]");
    raw.send("430[]");
    assertThat(answer.get(1, TimeUnit.MINUTES)).isEmpty();
  }

  @Test
  void forgetsAClientThatLeavesOrIsSentAway() throws Exception {
    start(UnaryOperator.identity());
    RawSocket left = open();
    Ids leaving = ids(left.send("40"));
    Socket leaver = socket();
    leaver.emit("news");
    String offset = offset(left.text());
    left.send("41");
    await().atMost(PATIENCE).until(() -> !leaver.connected());

    RawSocket kicked = open();
    Ids kickedIds = ids(kicked.send("40"));
    socket().disconnect();
    assertThat(kicked.text()).isEqualTo("41");

    for (Ids gone : List.of(leaving, kickedIds)) {
      Ids fresh = ids(open().send(comeback(gone, offset)));
      assertThat(fresh.socketId).isNotEqualTo(gone.socketId);
      assertThat(fresh.privateId).isNotEqualTo(gone.privateId);
      assertThat(socket().recovered()).isFalse();
    }
    assertThat(counted).containsExactly("not recovered", "not recovered");
  }

  @Test
  void letsAClientInAsANewOneWhoseEventsAreDropped() throws Exception {
    start(recovery -> recovery.withMaxPackets(2));
    RawSocket raw = open();
    Ids ids = ids(raw.send("40"));
    Socket socket = socket();
    socket.emit("news");
    String offset = offset(raw.text());
    cut(raw, socket);
    for (int n = 0; n < 3; n++) {
      namespace().emit("news");
    }
    Ids fresh = ids(open().send(comeback(ids, offset)));
    assertThat(fresh.socketId).isNotEqualTo(ids.socketId);
    assertThat(socket().recovered()).isFalse();
    assertThat(counted)
        .containsExactly("kept", "dropped 1 packets", "dropped 1 packets", "not recovered");
  }

  @Test
  void forgetsCutSocketsAndEventsInTimeWithoutBeingAsked() throws Exception {
    start(recovery -> recovery.withMaxDisconnection(Duration.ofMillis(200)));
    RawSocket raw = open();
    ids(raw.send("40"));
    cut(raw, socket());
    await().atMost(PATIENCE).until(() -> counted.contains("dropped 1 sessions"));
  }

  @Test
  void dropsTheOldestBeyondMaxSessions() throws Exception {
    start(recovery -> recovery.withMaxSessions(1));
    RawSocket one = open();
    RawSocket two = open();
    Ids first = ids(one.send("40"));
    Socket firstSocket = socket();
    Ids second = ids(two.send("40"));
    Socket secondSocket = socket();
    firstSocket.emit("news");
    String firstOffset = offset(one.text());
    secondSocket.emit("news");
    String secondOffset = offset(two.text());
    cut(one, firstSocket);
    cut(two, secondSocket);
    assertThat(ids(open().send(comeback(first, firstOffset)))).isNotEqualTo(first);
    assertThat(ids(open().send(comeback(second, secondOffset)))).isEqualTo(second);
    assertThat(counted).contains("dropped 1 sessions");
  }

  @Test
  void asksTheMiddlewaresAgain() throws Exception {
    start(UnaryOperator.identity());
    refuseTheToken("old");
    RawSocket raw = open();
    Ids ids = ids(raw.send("40{\"token\":\"new\"}"));
    Socket socket = socket();
    socket.emit("news");
    String offset = offset(raw.text());
    cut(raw, socket);
    RawSocket again = open().send(comeback(ids, offset).replace("}", ",\"token\":\"old\"}"));
    assertThat(again.text()).isEqualTo("44{\"message\":\"old\"}");
  }

  @Test
  void skipsTheMiddlewaresWhereItMay() throws Exception {
    start(recovery -> recovery.withSkipMiddlewares(true));
    refuseTheToken("old");
    RawSocket raw = open();
    Ids ids = ids(raw.send("40{\"token\":\"new\"}"));
    Socket socket = socket();
    socket.emit("news");
    String offset = offset(raw.text());
    cut(raw, socket);
    RawSocket again = open().send(comeback(ids, offset).replace("}", ",\"token\":\"old\"}"));
    assertThat(ids(again)).isEqualTo(ids);
    assertThat(open().send("40{\"token\":\"old\"}").text()).isEqualTo("44{\"message\":\"old\"}");
  }

  @Test
  void keepsTheSocketOfAClientThatIsCutWhileTheMiddlewaresThink() throws Exception {
    CompletableFuture<Admission> slowly = new CompletableFuture<>();
    List<String> asked = new CopyOnWriteArrayList<>();
    start(UnaryOperator.identity());
    namespace()
        .use(handshake -> {
          asked.add(handshake.auth().path("token").asString(""));
          return asked.getLast().equals("slow")
              ? slowly
              : CompletableFuture.completedFuture(Admission.accept());
        });
    RawSocket raw = open();
    Ids ids = ids(raw.send("40"));
    Socket socket = socket();
    socket.emit("news");
    String offset = offset(raw.text());
    cut(raw, socket);
    RawSocket impatient = open().send(comeback(ids, offset).replace("}", ",\"token\":\"slow\"}"));
    await().atMost(PATIENCE).until(() -> asked.contains("slow"));
    namespace().emit("said meanwhile");
    impatient.abort();
    await().atMost(PATIENCE).until(() -> server().clientCount() == 0);
    slowly.complete(Admission.accept());
    await().atMost(PATIENCE).until(() -> counted.equals(List.of("kept", "kept")));
    RawSocket again = open();
    assertThat(ids(again.send(comeback(ids, offset)))).isEqualTo(ids);
    assertThat(again.text()).startsWith("42[\"said meanwhile\",");
  }

  /// Four threads shout while the client is cut and comes back: it hears everything once, in the
  /// order of the offsets, and nothing twice.
  @Test
  void losesAndRepeatsNothingWhileOthersShout() throws Exception {
    start(recovery -> recovery.withMaxPackets(1_000_000).withMaxPacketBytes(100_000_000));
    int threads = 4;
    int each = 2_000;
    RawSocket first = open();
    Ids ids = ids(first.send("40"));
    Socket socket = socket();
    socket.emit("begin");
    @Var String offset = offset(first.text());
    List<Thread> shouting = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      shouting.add(
          Thread.startVirtualThread(() -> {
            for (int n = 0; n < each; n++) {
              namespace().emit("shout");
            }
          }));
    }
    @Var RawSocket raw = first;
    @Var Socket live = socket;
    @Var int heard = 0;
    @Var long last = Long.parseLong(offset, 36);
    for (int round = 0; heard < threads * each; round++) {
      int until = Math.min(threads * each, heard + 700 + round);
      while (heard < until) {
        offset = offset(raw.text());
        long number = Long.parseLong(offset, 36);
        assertThat(number).isEqualTo(last + 1);
        last = number;
        heard++;
      }
      cut(raw, live);
      raw = open();
      assertThat(ids(raw.send(comeback(ids, offset)))).isEqualTo(ids);
      live = socket();
    }
    for (Thread thread : shouting) {
      thread.join();
    }
    assertThat(heard).isEqualTo(threads * each);
  }

  private void start(UnaryOperator<RecoveryConfig> change) throws Exception {
    SocketIoServer made =
        SocketIoServer.builder()
            .config(
                SocketIoConfig.defaults()
                    .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .withCloseTimeout(Duration.ofMillis(300))
                    .withRecovery(change.apply(RecoveryConfig.on())))
            .listener(new Counting())
            .build();
    server = made;
    made.of("/").onConnection(sockets::add);
    address = made.start();
  }

  private void refuseTheToken(String token) {
    namespace()
        .use(handshake ->
            CompletableFuture.completedFuture(
                handshake.auth().path("token").asString("").equals(token)
                    ? Admission.refuse(token)
                    : Admission.accept()));
  }

  private SocketIoServer server() {
    return Objects.requireNonNull(server);
  }

  private Namespace namespace() {
    return server().of("/");
  }

  private RawSocket open() throws InterruptedException {
    RawSocket raw = RawSocket.open(address, "/socket.io/?EIO=4&transport=websocket");
    assertThat(raw.text()).startsWith("0{");
    return raw;
  }

  private Socket socket() throws InterruptedException {
    return Objects.requireNonNull(sockets.poll(1, TimeUnit.MINUTES));
  }

  private static Ids ids(RawSocket raw) throws InterruptedException {
    Matcher ids = IDS.matcher(raw.text());
    assertThat(ids.matches()).isTrue();
    return new Ids(ids.group(1), ids.group(2));
  }

  private static String offset(String event) {
    assertThat(event).startsWith("42[").endsWith("\"]");
    return event.substring(event.lastIndexOf('"', event.length() - 3) + 1, event.length() - 2);
  }

  private static String comeback(Ids ids, String offset) {
    return "40{\"pid\":\"" + ids.privateId + "\",\"offset\":\"" + offset + "\"}";
  }

  /// Cuts the transport and waits until the server knows.
  private static void cut(RawSocket raw, Socket socket) {
    CompletableFuture<DisconnectReason> end = new CompletableFuture<>();
    socket.onDisconnect(end::complete);
    raw.abort();
    assertThat(end.orTimeout(1, TimeUnit.MINUTES).join().recoverable()).isTrue();
  }

  private final class Counting implements SocketIoMetrics {
    @Override
    public void sessionKept(String namespace) {
      counted.add("kept");
    }

    @Override
    public void recovered(String namespace) {
      counted.add("recovered");
    }

    @Override
    public void notRecovered(String namespace) {
      counted.add("not recovered");
    }

    @Override
    public void sessionsDropped(String namespace, int sessions) {
      counted.add("dropped " + sessions + " sessions");
    }

    @Override
    public void packetsDropped(String namespace, int packets) {
      counted.add("dropped " + packets + " packets");
    }
  }
}
