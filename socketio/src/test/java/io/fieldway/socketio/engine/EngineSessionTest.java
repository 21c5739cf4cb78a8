package io.fieldway.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.Transport;
import io.fieldway.socketio.engine.EngineSession.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Walks through the states of a session; what it wants done is written down as text.
class EngineSessionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final SocketIoConfig CONFIG =
      SocketIoConfig.defaults()
          .withPingInterval(Duration.ofSeconds(25))
          .withPingTimeout(Duration.ofSeconds(20))
          .withUpgradeTimeout(Duration.ofSeconds(10))
          .withCloseTimeout(Duration.ofSeconds(5))
          .withMaxBufferedBytes(100);

  private final LinkLog log = new LinkLog();

  @Test
  void holdsAPollUntilThereIsSomethingToSay() {
    EngineSession session = polling();
    assertThat(session.poll(0)).isEmpty();
    session.send(message("a"));
    session.send(message("b"));
    assertThat(log.take()).isEmpty();
    session.flush();
    assertThat(log.take()).containsExactly("answer 4a 4b");
  }

  @Test
  void keepsWhatIsSentForTheNextPoll() {
    EngineSession session = polling();
    session.send(message("a"));
    session.flush();
    assertThat(log.take()).isEmpty();
    assertThat(session.poll(0)).isEmpty();
    assertThat(log.take()).containsExactly("answer 4a");
  }

  @Test
  void deliversWhatIsPosted() {
    EngineSession session = polling();
    assertThat(session.postStarted()).isEmpty();
    assertThat(session.post(bytes("4a\u001ebAQI=\u001e6"), 0)).isEmpty();
    assertThat(log.take()).containsExactly("deliver 4a", "deliver binary 2 bytes");
  }

  @Test
  void refusesASecondPollAndCloses() {
    EngineSession session = polling();
    assertThat(session.poll(0)).isEmpty();
    assertThat(session.poll(0)).contains(EngineRefusal.BAD_REQUEST);
    assertThat(log.take())
        .containsExactly("answer 1", "ended transport error", "gone transport error");
  }

  @Test
  void refusesASecondPostAndCloses() {
    EngineSession session = polling();
    assertThat(session.postStarted()).isEmpty();
    assertThat(session.postStarted()).contains(EngineRefusal.BAD_REQUEST);
    assertThat(log.take()).containsExactly("ended transport error", "gone transport error");
    assertThat(session.post(bytes("4a"), 0)).contains(EngineRefusal.SESSION_ID_UNKNOWN);
  }

  @Test
  void closesWhenAPollIsGivenUp() {
    EngineSession session = polling();
    assertThat(session.poll(0)).isEmpty();
    session.pollLost();
    assertThat(log.take()).containsExactly("ended transport close", "gone transport close");
  }

  @Test
  void closesWhenAPostBreaksOff() {
    EngineSession session = polling();
    assertThat(session.postStarted()).isEmpty();
    session.postLost(DisconnectReason.TRANSPORT_ERROR);
    assertThat(log.take()).containsExactly("ended transport error", "gone transport error");
  }

  @Test
  void closesUponAPayloadThatIsNone() {
    EngineSession session = polling();
    assertThat(session.post(bytes("abc"), 0)).contains(EngineRefusal.BAD_REQUEST);
    assertThat(log.take()).containsExactly("ended parse error", "gone parse error");
  }

  @Test
  void deliversNothingAfterTheClientsClose() {
    EngineSession session = polling();
    assertThat(session.poll(0)).isEmpty();
    assertThat(session.post(bytes("4a\u001e1\u001e4b"), 0)).isEmpty();
    assertThat(log.take())
        .containsExactly("deliver 4a", "answer 6", "ended transport close", "gone transport close");
  }

  @Test
  void upgradesAfterTheProbeAndCarriesOverWhatWaits() {
    EngineSession session = polling();
    session.send(message("a"));
    assertThat(session.probe(0)).isEmpty();
    session.frame(EnginePacket.text(PacketType.PING, "probe"), 0);
    assertThat(log.take()).containsExactly("frame 3probe", "flush");
    assertThat(session.transport()).isEqualTo(Transport.POLLING);
    session.frame(EnginePacket.of(PacketType.UPGRADE), 0);
    assertThat(log.take()).containsExactly("upgraded", "frame 4a", "flush");
    assertThat(session.transport()).isEqualTo(Transport.WEBSOCKET);
    assertThat(session.poll(0)).contains(EngineRefusal.BAD_REQUEST);
    assertThat(session.postStarted()).contains(EngineRefusal.BAD_REQUEST);
    assertThat(session.probe(0)).contains(EngineRefusal.BAD_REQUEST);
    assertThat(log.take()).isEmpty();
  }

  @Test
  void endsPollsWithNoopWhileItIsProbed() {
    EngineSession session = polling();
    assertThat(session.poll(0)).isEmpty();
    assertThat(session.probe(0)).isEmpty();
    session.frame(EnginePacket.text(PacketType.PING, "probe"), 0);
    assertThat(log.take()).containsExactly("frame 3probe", "flush");
    assertThat(session.deadline()).isEqualTo(SECOND / 10);
    session.tick(SECOND / 10);
    assertThat(log.take()).containsExactly("answer 6");
    assertThat(session.poll(SECOND)).isEmpty();
    assertThat(session.deadline()).isEqualTo(SECOND + SECOND / 10);
    session.send(message("a"));
    session.flush();
    assertThat(log.take()).containsExactly("answer 4a");
    assertThat(session.deadline()).isEqualTo(10 * SECOND);
  }

  @Test
  void refusesAPollThatIsOvertakenByTheUpgrade() {
    EngineSession session = polling();
    assertThat(session.probe(0)).isEmpty();
    session.frame(EnginePacket.text(PacketType.PING, "probe"), 0);
    assertThat(session.poll(0)).isEmpty();
    session.frame(EnginePacket.of(PacketType.UPGRADE), 0);
    assertThat(log.take()).containsExactly("frame 3probe", "flush", "refuse poll", "upgraded");
    assertThat(session.deadline()).isEqualTo(25 * SECOND);
  }

  @Test
  void waitsAMomentForThePollOfAClientThatCloses() {
    EngineSession session = polling();
    session.send(message("a"));
    assertThat(session.post(bytes("1\u001e4b"), 0)).isEmpty();
    assertThat(log.take()).containsExactly("ended transport close");
    assertThat(session.poll(0)).isEmpty();
    assertThat(log.take()).containsExactly("answer 6", "gone transport close");

    EngineSession silent = polling();
    assertThat(silent.post(bytes("1"), 0)).isEmpty();
    assertThat(silent.deadline()).isEqualTo(SECOND / 10);
    silent.tick(SECOND / 10);
    assertThat(log.take()).containsExactly("ended transport close", "gone transport close");
  }

  @Test
  void dropsAProbeThatSaysAnythingElse() {
    for (EnginePacket packet :
        List.of(
            EnginePacket.of(PacketType.PING), EnginePacket.of(PacketType.UPGRADE), message("a"))) {
      EngineSession session = polling();
      assertThat(session.probe(0)).isEmpty();
      session.frame(packet, 0);
      assertThat(log.take()).containsExactly("drop probe");
      assertThat(session.state()).isEqualTo(State.POLLING);
    }
  }

  @Test
  void dropsAProbeThatTakesTooLongAndAllowsAnother() {
    EngineSession session = polling();
    assertThat(session.probe(0)).isEmpty();
    assertThat(session.probe(0)).contains(EngineRefusal.BAD_REQUEST);
    assertThat(session.deadline()).isEqualTo(10 * SECOND);
    session.tick(10 * SECOND);
    assertThat(log.take()).containsExactly("drop probe");
    assertThat(session.probe(11 * SECOND)).isEmpty();
    session.websocketLost(DisconnectReason.TRANSPORT_CLOSE);
    assertThat(log.take()).containsExactly("drop probe");
    assertThat(session.state()).isEqualTo(State.POLLING);
  }

  @Test
  void writesFramesOnAWebsocketWhenFlushed() {
    EngineSession session = websocket();
    session.send(message("a"));
    session.send(EnginePacket.binary(new byte[3]));
    session.flush();
    session.flush();
    assertThat(log.take()).containsExactly("frame 4a", "frame binary 3 bytes", "flush");
  }

  @Test
  void closesWhenTheWebsocketIsLost() {
    EngineSession session = websocket();
    session.websocketLost(DisconnectReason.TRANSPORT_ERROR);
    assertThat(log.take()).containsExactly("ended transport error", "gone transport error");
  }

  @Test
  void pingsAndTakesThePong() {
    EngineSession session = websocket();
    assertThat(session.deadline()).isEqualTo(25 * SECOND);
    session.tick(25 * SECOND);
    assertThat(log.take()).containsExactly("frame 2", "flush");
    assertThat(session.deadline()).isEqualTo(45 * SECOND);
    session.frame(EnginePacket.of(PacketType.PONG), 30 * SECOND);
    assertThat(session.deadline()).isEqualTo(55 * SECOND);
    session.tick(45 * SECOND);
    assertThat(log.take()).isEmpty();
  }

  @Test
  void closesWhenThePongDoesNotCome() {
    EngineSession session = websocket();
    session.tick(25 * SECOND);
    session.frame(message("a"), 26 * SECOND);
    assertThat(log.take()).containsExactly("frame 2", "flush", "deliver 4a");
    session.tick(45 * SECOND);
    assertThat(log.take()).containsExactly("ended ping timeout", "gone ping timeout");
  }

  @Test
  void countsThePongFromWhenThePingWasDueUnlessItWasVeryLate() {
    EngineSession late = websocket();
    late.tick(26 * SECOND);
    assertThat(late.deadline()).isEqualTo(45 * SECOND);
    EngineSession veryLate = websocket();
    veryLate.tick(40 * SECOND);
    assertThat(veryLate.deadline()).isEqualTo(60 * SECOND);
  }

  @Test
  void refusesWhatOnlyAServerMaySay() {
    EngineSession pinged = websocket();
    pinged.frame(EnginePacket.of(PacketType.PING), 0);
    assertThat(log.take()).containsExactly("ended transport error", "gone transport error");
    for (PacketType type : List.of(PacketType.OPEN, PacketType.UPGRADE)) {
      EngineSession session = websocket();
      session.frame(EnginePacket.of(type), 0);
      assertThat(log.take()).containsExactly("ended parse error", "gone parse error");
    }
  }

  @Test
  void closesAWebsocketAfterWhatWasSent() {
    EngineSession session = websocket();
    session.send(message("a"));
    session.close(DisconnectReason.SERVER_SHUTTING_DOWN, 0);
    assertThat(log.take())
        .containsExactly(
            "frame 4a", "flush", "ended server shutting down", "gone server shutting down");
  }

  @Test
  void closesAWaitingPollAtOnce() {
    EngineSession session = polling();
    assertThat(session.poll(0)).isEmpty();
    session.close(DisconnectReason.SERVER_SHUTTING_DOWN, 0);
    assertThat(log.take())
        .containsExactly("ended server shutting down", "answer 1", "gone server shutting down");
  }

  @Test
  void saysWhatWasSentFirstAndTheEndWithTheNextPoll() {
    EngineSession session = polling();
    session.send(message("a"));
    session.close(DisconnectReason.FORCED_SERVER_CLOSE, 0);
    session.send(message("late"));
    assertThat(log.take()).containsExactly("ended forced server close");
    assertThat(session.poll(0)).isEmpty();
    assertThat(log.take()).containsExactly("answer 4a");
    assertThat(session.post(bytes("4ignored"), 0)).isEmpty();
    assertThat(session.poll(0)).isEmpty();
    assertThat(log.take()).containsExactly("answer 1", "gone forced server close");
    assertThat(session.poll(0)).contains(EngineRefusal.SESSION_ID_UNKNOWN);
    assertThat(session.postStarted()).contains(EngineRefusal.SESSION_ID_UNKNOWN);
    assertThat(session.probe(0)).contains(EngineRefusal.SESSION_ID_UNKNOWN);
  }

  @Test
  void saysTheEndOnTheWebsocketWhereAnUpgradeIsUnderWay() {
    EngineSession session = polling();
    session.send(message("a"));
    assertThat(session.probe(0)).isEmpty();
    session.frame(EnginePacket.text(PacketType.PING, "probe"), 0);
    log.take();
    session.close(DisconnectReason.FORCED_SERVER_CLOSE, 0);
    assertThat(log.take()).containsExactly("ended forced server close");
    session.frame(EnginePacket.of(PacketType.UPGRADE), 0);
    assertThat(log.take())
        .containsExactly("upgraded", "frame 4a", "flush", "gone forced server close");
  }

  @Test
  void waitsForTheLastPollNoLongerThanCloseTimeout() {
    EngineSession session = polling();
    session.close(DisconnectReason.FORCED_SERVER_CLOSE, SECOND);
    assertThat(session.deadline()).isEqualTo(6 * SECOND);
    session.tick(6 * SECOND);
    assertThat(log.take()).containsExactly("ended forced server close", "gone forced server close");
  }

  @Test
  void closesASlowClientOnPolling() {
    EngineSession session = polling();
    session.send(EnginePacket.binary(new byte[100]));
    assertThat(log.take()).isEmpty();
    session.send(EnginePacket.binary(new byte[1]));
    assertThat(log.take()).containsExactly("ended slow client", "gone slow client");
    assertThat(session.buffered()).isZero();
  }

  @Test
  void closesASlowClientOnAWebsocketOnlyWhenFlushingDoesNotHelp() {
    EngineSession session = websocket();
    session.send(EnginePacket.binary(new byte[99]));
    session.send(EnginePacket.binary(new byte[2]));
    assertThat(log.take())
        .containsExactly("frame binary 99 bytes", "frame binary 2 bytes", "flush");
    log.unsent = 101;
    session.send(message("a"));
    assertThat(log.take())
        .containsExactly("frame 4a", "flush", "ended slow client", "gone slow client");
  }

  @Property(tries = 2_000)
  void endsOnceAndGoesOnceWhateverHappens(@ForAll long seed) {
    Random random = new Random(seed);
    EngineSession session =
        new EngineSession(
            CONFIG, random.nextBoolean() ? Transport.POLLING : Transport.WEBSOCKET, log, 0);
    log.take();
    @Var long now = 0;
    for (int i = 0; i < 60; i++) {
      now += random.nextInt(3) * SECOND;
      step(session, random, now);
    }
    session.close(DisconnectReason.FORCED_SERVER_CLOSE, now);
    session.tick(now + 6 * SECOND);
    List<String> said = log.take();
    assertThat(session.state()).isEqualTo(State.CLOSED);
    assertThat(said.stream().filter(s -> s.startsWith("ended"))).hasSize(1);
    assertThat(said.stream().filter(s -> s.startsWith("gone"))).hasSize(1);
    assertThat(said.getLast()).startsWith("gone");
    int ended = said.indexOf(said.stream().filter(s -> s.startsWith("ended")).findFirst().get());
    assertThat(said.subList(ended, said.size())).noneMatch(s -> s.startsWith("deliver"));
  }

  private static void step(EngineSession session, Random random, long now) {
    switch (random.nextInt(12)) {
      case 0 -> session.poll(now);
      case 1 -> session.pollLost();
      case 2 -> session.postStarted();
      case 3 -> session.post(bytes(random.nextInt(20) == 0 ? "x" : "4a\u001e3"), now);
      case 4 -> session.probe(now);
      case 5 -> session.frame(EnginePacket.text(PacketType.PING, "probe"), now);
      case 6 -> session.frame(EnginePacket.of(PacketType.UPGRADE), now);
      case 7 -> session.frame(message("m"), now);
      case 8 -> session.send(message("s"));
      case 9 -> session.flush();
      case 10 -> session.tick(now);
      default -> {
        if (random.nextInt(10) == 0) {
          session.websocketLost(DisconnectReason.TRANSPORT_CLOSE);
        }
      }
    }
  }

  private EngineSession polling() {
    return new EngineSession(CONFIG, Transport.POLLING, log, 0);
  }

  private EngineSession websocket() {
    return new EngineSession(CONFIG, Transport.WEBSOCKET, log, 0);
  }

  private static EnginePacket message(String text) {
    return EnginePacket.text(PacketType.MESSAGE, text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
