package io.fieldway.socketio.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.packet.SocketPacket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Every event in every standing of a client: what the session wants done and the standing after
/// it, as `client-walk.txt` says.
class ClientWalkTest {
  private static final JsonNode NOTHING = MissingNode.getInstance();
  private static final Map<String, Consumer<ClientSession>> EVENTS = new LinkedHashMap<>();
  private static final Map<String, Consumer<ClientSession>> STANDINGS = new LinkedHashMap<>();

  static {
    EVENTS.put("CONNECT", receives(new SocketPacket.Connect("/", NOTHING)));
    EVENTS.put("CONNECT /x", receives(new SocketPacket.Connect("/x", NOTHING)));
    EVENTS.put("CONNECT /other", receives(new SocketPacket.Connect("/other", NOTHING)));
    EVENTS.put("DISCONNECT", receives(new SocketPacket.Disconnect("/")));
    EVENTS.put("EVENT", receives(new SocketPacket.Event("/", 1, "e", List.of())));
    EVENTS.put("ACK", receives(new SocketPacket.Ack("/", 1, List.of())));
    EVENTS.put("CONNECT_ERROR", receives(new SocketPacket.ConnectError("/", NOTHING)));
    EVENTS.put("admitted", session -> session.admitted("/", "id", Optional.empty()));
    EVENTS.put("refused", session -> session.refused("/", "no", NOTHING));
    EVENTS.put("disconnect", session -> session.disconnect("/", 1));
    EVENTS.put("disconnect all", session -> session.disconnectAll(1));
    EVENTS.put("connection lost", session -> session.closed(DisconnectReason.TRANSPORT_CLOSE));
    EVENTS.put("46 ns later", session -> session.tick(46));
    Consumer<ClientSession> connect = receives(new SocketPacket.Connect("/", NOTHING));
    Consumer<ClientSession> enter =
        connect.andThen(session -> session.admitted("/", "id", Optional.empty()));
    STANDINGS.put("none", session -> {});
    STANDINGS.put("ENTERING", connect);
    STANDINGS.put("INSIDE", enter);
    STANDINGS.put("ENDED", enter.andThen(session -> session.disconnect("/", 0)));
    STANDINGS.put(
        "closed", enter.andThen(session -> session.closed(DisconnectReason.TRANSPORT_CLOSE)));
  }

  @Test
  void doesInEveryStandingUponEveryEventExactlyWhatTheTableSays() throws IOException {
    StringBuilder table = new StringBuilder();
    STANDINGS.forEach((standing, way) -> {
      table.append(standing).append('\n');
      EVENTS.forEach(
          (name, event) -> table.append(String.format("  %-16s %s%n", name, outcome(way, event))));
    });
    assertThat(table.toString()).isEqualTo(expected());
  }

  private static String outcome(Consumer<ClientSession> way, Consumer<ClientSession> event) {
    ShellLog log = new ShellLog();
    ClientSession session =
        new ClientSession(Set.of("/", "/other", "/third")::contains, 2, 45, log, 0);
    way.accept(session);
    log.take();
    event.accept(session);
    String done = String.join(", ", log.take());
    ClientSession.Standing after = session.standing("/");
    return (done.isEmpty() ? "-" : done) + " => " + (after == null ? "none" : after);
  }

  private static Consumer<ClientSession> receives(SocketPacket packet) {
    return session -> session.received(packet, 1);
  }

  private static String expected() throws IOException {
    try (InputStream table =
        Objects.requireNonNull(ClientWalkTest.class.getResourceAsStream("client-walk.txt"))) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
