package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.gateway.uplink.UplinkSession.Effect;
import io.fieldway.gateway.uplink.UplinkSession.Event;
import io.fieldway.gateway.uplink.UplinkSession.State;
import io.fieldway.gateway.uplink.UplinkSession.Step;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.Registrations;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class UplinkSessionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final Bytes KEY = Bytes.utf8("key of gw-1");
  private static final UplinkSession SESSION =
      new UplinkSession("gw-1", KEY, UplinkConfig.DEFAULTS, 1);
  private static final String NONCE = "00112233445566778899aabbccddeeff";

  private static final State WAITING = new State.Waiting(NOW, 0);
  private static final State CONNECTING = new State.Connecting(NOW.plusSeconds(10), 0);
  private static final State ASKING = new State.Asking(NOW.plusSeconds(10), 0, "sid");
  private static final State PROVING = new State.Proving(NOW.plusSeconds(10), 0, "sid", NONCE);
  private static final State LIVE = new State.Live(NOW, 0);
  private static final List<State> STATES = List.of(WAITING, CONNECTING, ASKING, PROVING, LIVE);

  private static Step on(State state, Event event) {
    return SESSION.on(state, event, NOW, 0.5);
  }

  private static JsonNode accepted(Bytes proof) {
    return new AuthAccepted(7, proof, Duration.ofSeconds(30), Registrations.NONE, List.of()).json();
  }

  @Test
  void walksFromWaitingToLive() {
    Step connect = on(UplinkSession.start(NOW), new Event.Tick());
    assertThat(connect.effects()).containsExactly(new Effect.Connect(false));
    Step ask = on(connect.next(), new Event.Connected("sid"));
    assertThat(ask.effects()).singleElement().isInstanceOf(Effect.Ask.class);
    Step prove = on(ask.next(), new Event.Answered(new AuthChallenge(NONCE).json()));
    assertThat(prove.effects())
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Prove.class,
            effect ->
                assertThat(effect.proof().userKey())
                    .isEqualTo(Digests.ofGateway(KEY, NONCE, "gw-1", "sid")));
    Step begin =
        on(
            prove.next(),
            new Event.Answered(accepted(Digests.ofPlatform(KEY, NONCE, "gw-1", "sid"))));
    assertThat(begin.next()).isEqualTo(LIVE);
    assertThat(begin.effects()).singleElement().isInstanceOf(Effect.Begin.class);
  }

  @Test
  void leavesAServerThatEndsAndComesBackWhenItIsToldTo() {
    Step step = on(LIVE, new Event.Moved(Duration.ofSeconds(2)));
    assertThat(leave(step).serious()).isFalse();
    assertThat(leave(step).pause()).isEqualTo(Duration.ofMillis(2_100));
    assertThat(step.next()).isEqualTo(new State.Waiting(NOW.plusMillis(2_100), 1));
    for (State state : List.of(WAITING, CONNECTING, ASKING, PROVING)) {
      assertThat(on(state, new Event.Moved(Duration.ofSeconds(2)))).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void triesEveryAddressBeforeAnotherTransport() {
    UplinkSession session = new UplinkSession("gw-1", KEY, UplinkConfig.DEFAULTS, 3);
    List<Boolean> polling = new ArrayList<>();
    for (int failures = 0; failures < 9; failures++) {
      Step step = session.on(new State.Waiting(NOW, failures), new Event.Tick(), NOW, 0.5);
      step.effects().forEach(each -> polling.add(((Effect.Connect) each).pollingFirst()));
    }
    assertThat(polling).containsExactly(false, false, false, true, true, true, false, false, false);
  }

  @Test
  void connectionsGoToOneServerAfterTheOther() throws IOException {
    List<URI> servers = List.of(URI.create("http://a"), URI.create("http://b"));
    Platforms platforms =
        new Platforms(servers, UplinkConfig.DEFAULTS, TlsSockets.of(PlatformTls.defaults()), 3);
    assertThat(platforms.addresses()).isEqualTo(2);
    assertThat(List.of(platforms.turn(), platforms.turn(), platforms.turn()))
        .containsExactly(servers.get(1), servers.get(0), servers.get(1));
  }

  @Test
  void leavesAPlatformThatCannotProveItself() {
    Bytes wrong = Digests.ofPlatform(Bytes.utf8("another key"), NONCE, "gw-1", "sid");
    Step step = on(PROVING, new Event.Answered(accepted(wrong)));
    assertThat(step.next()).isEqualTo(new State.Waiting(NOW.plusSeconds(45), 1));
    assertThat(leave(step).serious()).isTrue();
    assertThat(leave(step).reason()).contains("cannot prove");
    Bytes replayed = Digests.ofPlatform(KEY, NONCE, "gw-1", "another sid");
    assertThat(leave(on(PROVING, new Event.Answered(accepted(replayed)))).serious()).isTrue();
  }

  @Test
  void leavesAPlatformThatSpeaksNonsense() {
    for (State state : List.of(ASKING, PROVING)) {
      Step step = on(state, new Event.Answered(Json.object().put("ok", true)));
      assertThat(leave(step).serious()).isTrue();
      assertThat(step.next()).isInstanceOf(State.Waiting.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_AUTHENTIC, true, 45000",
    "LOCKED_OUT, true, 45000",
    "FENCED, true, 45000",
    "STALE_NONCE, false, 600",
    "BUSY, false, 600",
    "INTERNAL, false, 600",
    "MALFORMED, false, 600",
  })
  void waitsAsTheRefusalAsksFor(RefusalCode code, boolean serious, long pauseMillis) {
    Step step = on(PROVING, new Event.Answered(Refusal.of(code, "no").json()));
    assertThat(leave(step).serious()).isEqualTo(serious);
    assertThat(leave(step).pause()).isEqualTo(Duration.ofMillis(pauseMillis));
    Step live = on(LIVE, new Event.Ended("", Optional.of(Refusal.of(code, "no"))));
    assertThat(leave(live).serious()).isEqualTo(serious);
  }

  @ParameterizedTest
  @EnumSource(
      value = RefusalCode.class,
      names = {"LOCKED_OUT", "BUSY"})
  void waitsAsLongAsThePlatformSays(RefusalCode code) {
    Refusal refusal = Refusal.retryAfter(code, "later", Duration.ofSeconds(100));
    for (State state : List.of(ASKING, PROVING)) {
      assertThat(leave(on(state, new Event.Answered(refusal.json()))).pause())
          .isEqualTo(Duration.ofSeconds(105));
    }
    assertThat(
            leave(on(CONNECTING, new Event.Lost("busy", Optional.of(Duration.ofSeconds(10)))))
                .pause())
        .isEqualTo(Duration.ofMillis(10_500));
  }

  @Test
  void beginsAgainFromEveryStateThatLosesItsConnection() {
    for (State state : List.of(CONNECTING, ASKING, PROVING, LIVE)) {
      Step step = on(state, new Event.Lost("gone", Optional.empty()));
      assertThat(step.next()).isInstanceOf(State.Waiting.class);
      assertThat(leave(step).pause()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(1));
    }
  }

  @Test
  void givesUpAStepThatTakesTooLong() {
    for (State state : List.of(CONNECTING, ASKING, PROVING)) {
      Step early = SESSION.on(state, new Event.Tick(), NOW.plusSeconds(10).minusMillis(1), 0.5);
      assertThat(early).isEqualTo(Step.stay(state));
      Step late = SESSION.on(state, new Event.Tick(), NOW.plusSeconds(10), 0.5);
      assertThat(late.next()).isInstanceOf(State.Waiting.class);
    }
  }

  @Test
  void triesPollingFirstAfterEverySecondFailure() {
    assertThat(on(new State.Waiting(NOW, 1), new Event.Tick()).effects())
        .containsExactly(new Effect.Connect(true));
    assertThat(on(new State.Waiting(NOW, 2), new Event.Tick()).effects())
        .containsExactly(new Effect.Connect(false));
  }

  @Test
  void waitsItsTime() {
    State waiting = new State.Waiting(NOW.plusMillis(1), 0);
    assertThat(on(waiting, new Event.Tick())).isEqualTo(Step.stay(waiting));
  }

  @Test
  void doublesItsWaitsUpToTheLongest() {
    Backoff backoff =
        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(60));
    assertThat(List.of(-1, 0, 1, 2, 5, 6, 30, 1_000_000))
        .map(failures -> backoff.after(failures, 0.999_999).toMillis())
        .containsExactly(999L, 999L, 1_999L, 3_999L, 31_999L, 59_999L, 59_999L, 59_999L);
    assertThat(backoff.after(1_000_000, 0)).isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void forgetsItsFailuresAfterASteadySessionOnly() {
    State tried = new State.Live(NOW, 5);
    Event lost = new Event.Lost("gone", Optional.empty());
    assertThat(SESSION.on(tried, lost, NOW.plusSeconds(9), 0.5).next())
        .isInstanceOfSatisfying(State.Waiting.class, it -> assertThat(it.failures()).isEqualTo(6));
    assertThat(SESSION.on(tried, lost, NOW.plusSeconds(10), 0.5).next())
        .isInstanceOfSatisfying(State.Waiting.class, it -> assertThat(it.failures()).isZero());
  }

  /// Every event in every state has an answer, and none but these begins a session.
  @Test
  void answersEveryEventInEveryState() {
    List<Event> events =
        List.of(
            new Event.Tick(),
            new Event.Connected("sid"),
            new Event.Lost("gone", Optional.empty()),
            new Event.Answered(new AuthChallenge(NONCE).json()),
            new Event.Ended("enough", Optional.empty()),
            new Event.Moved(Duration.ofSeconds(1)));
    for (State state : STATES) {
      for (Event event : events) {
        Step step = on(state, event);
        assertThat(step.effects()).noneMatch(Effect.Begin.class::isInstance);
        assertThat(step.effects().size()).isLessThanOrEqualTo(1);
      }
    }
  }

  private static Effect.Leave leave(Step step) {
    assertThat(step.effects()).singleElement().isInstanceOf(Effect.Leave.class);
    return (Effect.Leave) step.effects().getFirst();
  }
}
