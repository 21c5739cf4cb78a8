package io.fieldway.socketio.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.packet.SocketPacket;
import io.fieldway.socketio.session.ClientSession.Standing;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/// Walks through a client's standings; what the session wants done is written down as text.
class ClientSessionTest {
  private static final JsonNode NOTHING = MissingNode.getInstance();
  private static final SocketPacket EVENT = event("/");
  private static final SocketPacket ACK = new SocketPacket.Ack("/", 1, List.of());

  private final ShellLog log = new ShellLog();
  private final ClientSession session =
      new ClientSession(Set.of("/", "/a", "/b")::contains, 2, 45, log, 0);

  @Test
  void asksTheMiddlewaresAndLetsTheClientIn() {
    session.received(connect("/"), 0);
    assertThat(take()).containsExactly("admit / {}");
    assertThat(session.standing("/")).isEqualTo(Standing.ENTERING);
    assertThat(session.admitted("/", "id", Optional.empty())).isTrue();
    assertThat(take()).containsExactly("send 0{\"sid\":\"id\"}");
    session.received(EVENT, 0);
    session.received(ACK, 0);
    assertThat(take()).containsExactly("event e", "ack 1");
  }

  @Test
  void tellsTheClientItsPrivateIdWhereSocketsAreRecovered() {
    session.received(connect("/"), 0);
    take();
    assertThat(session.admitted("/", "id", Optional.of("secret"))).isTrue();
    assertThat(take()).containsExactly("send 0{\"sid\":\"id\",\"pid\":\"secret\"}");
  }

  @Test
  void doesNotLetAClientInThatLeavesUponTheAnswer() {
    ClientSession[] made = new ClientSession[1];
    ClientSession slow =
        new ClientSession(
            "/"::equals,
            2,
            45,
            new ShellLog() {
              @Override
              public void send(SocketPacket packet) {
                made[0].closed(DisconnectReason.SLOW_CLIENT);
              }
            },
            0);
    made[0] = slow;
    slow.received(connect("/"), 0);
    assertThat(slow.admitted("/", "id", Optional.empty())).isFalse();
    assertThat(slow.standing("/")).isNull();
  }

  @Test
  void passesTheAuthPayloadOn() {
    JsonNode auth = JsonNodeFactory.instance.objectNode().put("token", "abc");
    session.received(new SocketPacket.Connect("/a", auth), 0);
    assertThat(take()).containsExactly("admit /a {\"token\":\"abc\"}");
  }

  @Test
  void tellsTheClientThatItIsRefused() {
    session.received(connect("/"), 0);
    session.refused("/", "no", NOTHING);
    session.received(connect("/a"), 0);
    session.refused("/a", "no", JsonNodeFactory.instance.numberNode(7));
    assertThat(take())
        .containsExactly(
            "admit / {}",
            "send 4{\"message\":\"no\"}",
            "admit /a {}",
            "send 4/a,{\"message\":\"no\",\"data\":7}");
    session.received(connect("/"), 0);
    assertThat(take()).containsExactly("admit / {}");
  }

  @Test
  void refusesUnknownNamespacesAndTooMany() {
    session.received(connect("/nowhere"), 0);
    assertThat(take()).containsExactly("send 4/nowhere,{\"message\":\"Invalid namespace\"}");
    enter("/");
    enter("/a");
    session.received(connect("/b"), 0);
    assertThat(take()).containsExactly("send 4/b,{\"message\":\"Too many namespaces\"}");
  }

  @Test
  void closesWhenAnythingComesBeforeConnect() {
    for (SocketPacket packet :
        List.of(
            EVENT,
            ACK,
            new SocketPacket.Disconnect("/"),
            new SocketPacket.ConnectError("/", NOTHING))) {
      session.received(packet, 0);
      assertThat(take()).as("%s", packet).containsExactly("close forced server close");
    }
  }

  @Test
  void closesWhenEventsComeBeforeTheAdmission() {
    session.received(connect("/"), 0);
    take();
    session.received(EVENT, 0);
    assertThat(take()).containsExactly("close forced server close");
  }

  @Test
  void closesUponASecondConnect() {
    session.received(connect("/"), 0);
    session.received(connect("/"), 0);
    assertThat(take()).containsExactly("admit / {}", "close forced server close");
    session.admitted("/", "id", Optional.empty());
    take();
    session.received(connect("/"), 0);
    assertThat(take()).containsExactly("close forced server close");
  }

  @Test
  void closesUponAClientsConnectError() {
    enter("/");
    session.received(new SocketPacket.ConnectError("/", NOTHING), 0);
    assertThat(take()).containsExactly("close forced server close");
  }

  @Test
  void forgetsANamespaceThatTheClientLeaves() {
    enter("/");
    session.received(new SocketPacket.Disconnect("/"), 0);
    assertThat(take()).containsExactly("left / client namespace disconnect");
    assertThat(session.standing("/")).isNull();
    session.received(connect("/"), 0);
    assertThat(take()).containsExactly("admit / {}");
  }

  @Test
  void doesNotLetAClientInThatHasLeftMeanwhile() {
    session.received(connect("/"), 0);
    session.received(new SocketPacket.Disconnect("/"), 0);
    take();
    assertThat(session.admitted("/", "id", Optional.empty())).isFalse();
    session.refused("/", "no", NOTHING);
    assertThat(take()).isEmpty();
  }

  @Test
  void ignoresLatePacketsAfterItsOwnDisconnect() {
    enter("/");
    session.disconnect("/", 0);
    assertThat(take()).containsExactly("send 1", "left / server namespace disconnect");
    session.disconnect("/", 0);
    session.received(EVENT, 0);
    session.received(ACK, 0);
    session.received(new SocketPacket.Disconnect("/"), 0);
    assertThat(take()).isEmpty();
    session.received(connect("/"), 0);
    assertThat(take()).containsExactly("admit / {}");
  }

  @Test
  void endsEveryNamespaceAndThenTheConnection() {
    enter("/a");
    session.disconnectAll(0);
    assertThat(take())
        .containsExactly(
            "send 1/a,", "left /a server namespace disconnect", "close forced server close");
  }

  @Test
  void endsEverySocketWhenTheConnectionIsGone() {
    enter("/");
    session.received(connect("/a"), 0);
    take();
    session.closed(DisconnectReason.PING_TIMEOUT);
    session.closed(DisconnectReason.TRANSPORT_CLOSE);
    assertThat(take()).containsExactly("left / ping timeout");
    assertThat(session.admitted("/a", "id", Optional.empty())).isFalse();
    session.received(EVENT, 0);
    session.disconnect("/", 0);
    assertThat(take()).isEmpty();
  }

  @Test
  void closesAConnectionThatIsInNoNamespaceForTooLong() {
    assertThat(session.deadline()).isEqualTo(45);
    session.tick(44);
    assertThat(take()).isEmpty();
    session.tick(45);
    assertThat(take()).containsExactly("close connect timeout");
  }

  @Test
  void countsThatTimeAgainAfterTheLastNamespaceIsLeft() {
    enter("/");
    assertThat(session.deadline()).isEqualTo(Long.MAX_VALUE);
    session.received(new SocketPacket.Disconnect("/"), 100);
    assertThat(session.deadline()).isEqualTo(145);
  }

  private void enter(String namespace) {
    session.received(connect(namespace), 0);
    session.admitted(namespace, "id", Optional.empty());
    take();
  }

  private List<String> take() {
    return log.take();
  }

  private static SocketPacket connect(String namespace) {
    return new SocketPacket.Connect(namespace, NOTHING);
  }

  private static SocketPacket event(String namespace) {
    return new SocketPacket.Event(namespace, SocketPacket.NO_ID, "e", List.of());
  }
}
