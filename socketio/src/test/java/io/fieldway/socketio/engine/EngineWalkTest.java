package io.fieldway.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Every event in every state of a session: the refusal, what the session wants done, and the state
/// after it, as `engine-walk.txt` says.
class EngineWalkTest {
  private static final long SECOND = 1_000_000_000L;
  private static final SocketIoConfig CONFIG =
      SocketIoConfig.defaults()
          .withPingInterval(Duration.ofSeconds(25))
          .withPingTimeout(Duration.ofSeconds(20))
          .withUpgradeTimeout(Duration.ofSeconds(10))
          .withCloseTimeout(Duration.ofSeconds(5));
  private static final EnginePacket PROBE = EnginePacket.text(PacketType.PING, "probe");
  private static final Map<String, Function<EngineSession, Optional<EngineRefusal>>> EVENTS =
      new LinkedHashMap<>();

  static {
    EVENTS.put("GET", session -> session.poll(1));
    EVENTS.put("GET given up", told(EngineSession::pollLost));
    EVENTS.put("POST begins", EngineSession::postStarted);
    EVENTS.put("POST 4a", session -> session.post(bytes("4a"), 1));
    EVENTS.put("POST 1", session -> session.post(bytes("1"), 1));
    EVENTS.put("POST 3", session -> session.post(bytes("3"), 1));
    EVENTS.put("POST 2", session -> session.post(bytes("2"), 1));
    EVENTS.put("POST x", session -> session.post(bytes("x"), 1));
    EVENTS.put(
        "POST breaks off", told(session -> session.postLost(DisconnectReason.TRANSPORT_ERROR)));
    EVENTS.put("websocket opens", session -> session.probe(1));
    EVENTS.put("frame 2probe", told(session -> session.frame(PROBE, 1)));
    for (PacketType type : PacketType.values()) {
      EVENTS.put(
          "frame " + (char) type.digit(), told(session -> session.frame(EnginePacket.of(type), 1)));
    }
    EVENTS.put(
        "websocket lost", told(session -> session.websocketLost(DisconnectReason.TRANSPORT_CLOSE)));
    EVENTS.put(
        "send 4s",
        told(session -> {
          session.send(EnginePacket.text(PacketType.MESSAGE, "s"));
          session.flush();
        }));
    EVENTS.put("close", told(session -> session.close(DisconnectReason.SERVER_SHUTTING_DOWN, 1)));
    EVENTS.put("0.2 s later", told(session -> session.tick(SECOND / 5)));
    EVENTS.put("10 s later", told(session -> session.tick(10 * SECOND)));
    EVENTS.put("25 s later", told(session -> session.tick(25 * SECOND)));
  }

  /// The states, with a poll that waits and without.
  private static final Map<String, Consumer<EngineSession>> STATES = new LinkedHashMap<>();

  static {
    STATES.put("POLLING", session -> {});
    STATES.put("POLLING, polled", session -> session.poll(0));
    STATES.put("PROBING", session -> session.probe(0));
    STATES.put(
        "PROBING, polled",
        session -> {
          session.poll(0);
          session.probe(0);
        });
    STATES.put("PROBED", EngineWalkTest::probed);
    STATES.put(
        "PROBED, polled",
        session -> {
          probed(session);
          session.poll(0);
        });
    STATES.put(
        "WEBSOCKET",
        session -> {
          probed(session);
          session.frame(EnginePacket.of(PacketType.UPGRADE), 0);
        });
    STATES.put("CLOSING", session -> session.close(DisconnectReason.FORCED_SERVER_CLOSE, 0));
    STATES.put(
        "CLOSING, while it upgrades",
        session -> {
          probed(session);
          session.close(DisconnectReason.FORCED_SERVER_CLOSE, 0);
        });
    STATES.put("CLOSED", session -> session.postLost(DisconnectReason.TRANSPORT_ERROR));
  }

  @Test
  void doesInEveryStateUponEveryEventExactlyWhatTheTableSays() throws IOException {
    StringBuilder table = new StringBuilder();
    STATES.forEach((state, way) -> {
      table.append(state).append('\n');
      EVENTS.forEach(
          (name, event) -> table.append(String.format("  %-16s %s%n", name, outcome(way, event))));
    });
    assertThat(table.toString()).isEqualTo(expected());
  }

  private static String outcome(
      Consumer<EngineSession> way, Function<EngineSession, Optional<EngineRefusal>> event) {
    LinkLog log = new LinkLog();
    EngineSession session = new EngineSession(CONFIG, Transport.POLLING, log, 0);
    way.accept(session);
    log.take();
    String refusal = event.apply(session).map(r -> "refused: " + r.message() + "; ").orElse("");
    String done = String.join(", ", log.take());
    return refusal + (done.isEmpty() ? "-" : done) + " => " + session.state();
  }

  private static void probed(EngineSession session) {
    session.probe(0);
    session.frame(PROBE, 0);
  }

  private static String expected() throws IOException {
    try (InputStream table =
        Objects.requireNonNull(EngineWalkTest.class.getResourceAsStream("engine-walk.txt"))) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Function<EngineSession, Optional<EngineRefusal>> told(
      Consumer<EngineSession> event) {
    return session -> {
      event.accept(session);
      return Optional.empty();
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
