package io.fieldway.devices.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.devices.client.ClientEffect.Acknowledged;
import io.fieldway.devices.client.ClientEffect.Act;
import io.fieldway.devices.client.ClientEffect.Close;
import io.fieldway.devices.client.ClientEffect.Dropped;
import io.fieldway.devices.client.ClientEffect.Open;
import io.fieldway.devices.client.ClientEffect.Send;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.DeviceLine.Result;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

final class DeviceClientTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
  private static final Duration BEAT = Duration.ofSeconds(30);
  private static final ClientConfig CONFIG =
      new ClientConfig(
          5,
          1_000_000,
          3,
          2,
          16,
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  private final DeviceClient client =
      new DeviceClient("soil-1", "s1", CONFIG, new SplittableRandom(1));
  private Instant now = START;

  @Test
  void saysHelloWhenConnectedAndNothingBefore() {
    assertThat(measure()).containsExactly(new Open());
    assertThat(measure()).isEmpty();
    assertThat(client.on(new ClientEvent.Opened(), now))
        .containsExactly(new Send(new DeviceLine.Hello("soil-1", "s1")));
  }

  @Test
  void sendsWhatWaitedOnceWelcome() {
    measure();
    measure();
    assertThat(seqs(connect(0))).containsExactly(1L, 2L);
    assertThat(client.isLive()).isTrue();
  }

  @Test
  void countsItsReadings() {
    connect(0);
    assertThat(measure())
        .singleElement()
        .isInstanceOfSatisfying(
            Send.class,
            send -> {
              DeviceLine.Reading reading = (DeviceLine.Reading) send.line();
              assertThat(reading.seq()).isEqualTo(1);
              assertThat(reading.values())
                  .containsEntry("raw", JsonNodeFactory.instance.numberNode(412))
                  .containsEntry(DeviceClient.COUNT, JsonNodeFactory.instance.numberNode(1L));
            });
  }

  @Test
  void repeatsWhatIsNotAcknowledgedAfterAReconnect() {
    connect(0);
    measure();
    measure();
    measure();
    assertThat(came(new GatewayLine.Ack(1, List.of()))).containsExactly(new Acknowledged(1));

    client.on(new ClientEvent.Lost("reset"), now);
    wait(Duration.ofSeconds(1));

    assertThat(seqs(connectOpened(1))).containsExactly(2L, 3L);
  }

  @Test
  void takesAWelcomesResumeForAnAcknowledgement() {
    connect(0);
    measure();
    measure();
    client.on(new ClientEvent.Lost("reset"), now);
    wait(Duration.ofSeconds(1));

    List<ClientEffect> effects = connectOpened(1);

    assertThat(effects).contains(new Acknowledged(1));
    assertThat(seqs(effects)).containsExactly(2L);
  }

  @Test
  void believesNoAcknowledgementOfWhatItNeverSent() {
    connect(0);
    measure();

    assertThat(came(new GatewayLine.Ack(99, List.of()))).containsExactly(new Acknowledged(1));
    assertThat(seqs(measure())).containsExactly(2L);
    assertThat(client.unacknowledged()).isEqualTo(1);
  }

  @Test
  void keepsNoMoreInFlightThanAllowed() {
    connect(0);
    LongStream.rangeClosed(1, 3).forEach(each -> assertThat(seqs(measure())).containsExactly(each));
    assertThat(measure()).isEmpty();

    assertThat(seqs(came(new GatewayLine.Ack(2, List.of())))).containsExactly(4L);
  }

  @Test
  void dropsTheOldestUnacknowledgedAtTheBoundAndSaysSo() {
    client.on(new ClientEvent.Tick(), now);
    for (int i = 0; i < 5; i++) {
      assertThat(measure()).isEmpty();
    }
    assertThat(measure()).containsExactly(new Dropped(1));
    assertThat(measure()).containsExactly(new Dropped(2));
    assertThat(client.unacknowledged()).isEqualTo(5);
    assertThat(client.lastSeq()).isEqualTo(7);
  }

  @Test
  void dropsTheOldestWhenTheirBytesAreTooMany() {
    DeviceClient small =
        new DeviceClient(
            "camera-1",
            "s1",
            new ClientConfig(
                100,
                250,
                3,
                2,
                16,
                CONFIG.firstBackOff(),
                CONFIG.longestBackOff(),
                CONFIG.patience(),
                CONFIG.outboxFullPause()),
            new SplittableRandom(1));
    small.on(new ClientEvent.Tick(), now);
    @Var int dropped = 0;
    for (int i = 0; i < 10; i++) {
      dropped +=
          small
              .on(
                  new ClientEvent.Measured(
                      now, Map.of("jpg", JsonNodeFactory.instance.stringNode("x".repeat(100)))),
                  now)
              .size();
    }
    assertThat(dropped).isEqualTo(9);
    assertThat(small.unacknowledged()).isEqualTo(1);
  }

  @Test
  void actsOnceHoweverOftenItIsTold() {
    connect(0);
    GatewayLine.Instruction open = instruction("c1", now.plusSeconds(10));
    Result result = Results.executed("c1", Json.object().put("ok", 1));

    assertThat(came(open)).containsExactly(new Act(open));
    assertThat(came(open)).isEmpty();
    assertThat(client.on(new ClientEvent.Acted(result), now)).containsExactly(new Send(result));
    assertThat(came(open)).containsExactly(new Send(result));
  }

  @Test
  void answersWithTheFormerResultAfterAReconnectAndPastTheDeadline() {
    connect(0);
    GatewayLine.Instruction open = instruction("c1", now.plusSeconds(1));
    Result result = Results.executed("c1", Json.object());
    came(open);
    client.on(new ClientEvent.Acted(result), now);
    client.on(new ClientEvent.Lost("reset"), now);
    wait(Duration.ofSeconds(5));
    connectOpened(0);

    assertThat(came(open)).containsExactly(new Send(result));
  }

  @Test
  void tellsAResultThatCouldNotBeToldOnceItIsWelcomeAgain() {
    connect(0);
    GatewayLine.Instruction open = instruction("c1", now.plusSeconds(60));
    came(open);
    client.on(new ClientEvent.Lost("reset"), now);
    Result result = Results.executed("c1", Json.object());
    client.on(new ClientEvent.Acted(result), now);
    wait(Duration.ofSeconds(1));

    assertThat(connectOpened(0)).contains(new Send(result));
  }

  @Test
  void doesNotBeginAfterTheDeadline() {
    connect(0);

    List<ClientEffect> effects = came(instruction("late", now));

    assertThat(effects)
        .containsExactly(
            new Send(
                new Result("late", false, Optional.of("its deadline had passed"), Json.object())));
  }

  @Test
  void forgetsTheOldestResultsAtTheBound() {
    connect(0);
    for (String id : List.of("c1", "c2", "c3")) {
      came(instruction(id, now.plusSeconds(10)));
      client.on(new ClientEvent.Acted(Results.executed(id, Json.object())), now);
    }

    assertThat(came(instruction("c3", now.plusSeconds(10)))).hasOnlyElementsOfType(Send.class);
    assertThat(came(instruction("c1", now.plusSeconds(10)))).hasOnlyElementsOfType(Act.class);
  }

  @Test
  void showsThatItLives() {
    connect(0);
    assertThat(client.wakeAt()).isEqualTo(now.plus(BEAT));
    wait(BEAT.minusMillis(1));
    assertThat(tick()).isEmpty();
    wait(Duration.ofMillis(1));
    assertThat(tick()).containsExactly(new Send(new DeviceLine.Heartbeat()));
  }

  @Test
  void givesASilentGatewayUpAfterThreeHeartbeats() {
    connect(0);
    wait(BEAT);
    tick();
    wait(BEAT);
    tick();
    wait(BEAT);
    assertThat(tick()).containsExactly(new Close("the gateway is silent"));
    assertThat(client.isLive()).isFalse();
  }

  @Test
  void givesAGatewayUpThatSaysNoWelcome() {
    tick();
    client.on(new ClientEvent.Opened(), now);
    wait(CONFIG.patience());
    assertThat(tick()).containsExactly(new Close("no welcome"));
  }

  @Test
  void backsOffLongerWithEachFailureUpToABoundAndStartsAnewOnceWelcome() {
    tick();
    for (double bound : new double[] {100, 200, 400, 800, 1_000, 1_000}) {
      client.on(new ClientEvent.Lost("refused"), now);
      Duration pause = Duration.between(now, client.wakeAt());
      assertThat((double) pause.toMillis()).isBetween(bound / 2 - 1, bound);
      wait(pause);
      assertThat(tick()).containsExactly(new Open());
    }
    connectOpened(0);
    client.on(new ClientEvent.Lost("reset"), now);
    assertThat(Duration.between(now, client.wakeAt())).isLessThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void pausesWhenTheOutboxIsFullAndThenSendsAllOfItAgain() {
    connect(0);
    measure();
    measure();
    came(new GatewayLine.Failure(ErrorCode.OUTBOX_FULL, "full", false));
    assertThat(measure()).isEmpty();

    wait(CONFIG.outboxFullPause());

    assertThat(client.wakeAt()).isEqualTo(now);
    assertThat(seqs(tick())).containsExactly(1L, 2L, 3L);
  }

  @Test
  void beginsAnewWhenItHasGivenUpWhatAFullGatewayWaitsFor() {
    connect(0);
    for (int i = 0; i < 5; i++) {
      measure();
    }
    came(new GatewayLine.Failure(ErrorCode.OUTBOX_FULL, "full", false));
    assertThat(measure()).containsExactly(new Dropped(1));
    wait(CONFIG.outboxFullPause());

    assertThat(tick()).hasOnlyElementsOfType(Close.class);
    wait(CONFIG.firstBackOff());
    assertThat(seqs(connectOpened(0))).containsExactly(2L, 3L, 4L);
  }

  @Test
  void beginsAnewWhenTheReadingWasGivenUpBeforeTheRefusalCame() {
    connect(0);
    for (int i = 0; i < 5; i++) {
      measure();
    }
    List<ClientEffect> effects = measure();
    assertThat(effects).startsWith(new Dropped(1));
    assertThat(seqs(effects)).as("its place in flight is free").containsExactly(4L);
    came(new GatewayLine.Failure(ErrorCode.OUTBOX_FULL, "full", false));
    wait(CONFIG.outboxFullPause());

    assertThat(tick()).hasOnlyElementsOfType(Close.class);
  }

  @Test
  void closesWhenTheGatewaySaysThatItIsClosed() {
    connect(0);

    assertThat(came(new GatewayLine.Failure(ErrorCode.REPLACED, "a newer one", true)))
        .containsExactly(new Close("replaced"));
    assertThat(client.isLive()).isFalse();
  }

  private List<ClientEffect> measure() {
    return client.on(
        new ClientEvent.Measured(now, Map.of("raw", JsonNodeFactory.instance.numberNode(412))),
        now);
  }

  private List<ClientEffect> came(GatewayLine line) {
    return client.on(new ClientEvent.Came(line), now);
  }

  private List<ClientEffect> tick() {
    return client.on(new ClientEvent.Tick(), now);
  }

  private void wait(Duration span) {
    now = now.plus(span);
  }

  private List<ClientEffect> connect(long resume) {
    tick();
    return connectOpened(resume);
  }

  private List<ClientEffect> connectOpened(long resume) {
    tick();
    client.on(new ClientEvent.Opened(), now);
    return came(new GatewayLine.Welcome("soil-1", BEAT, resume));
  }

  private static GatewayLine.Instruction instruction(String id, Instant deadline) {
    return new GatewayLine.Instruction(id, "open", Json.object().put("secs", 5), deadline);
  }

  private static List<Long> seqs(List<ClientEffect> effects) {
    return effects.stream()
        .filter(Send.class::isInstance)
        .map(each -> ((Send) each).line())
        .filter(DeviceLine.Reading.class::isInstance)
        .map(line -> ((DeviceLine.Reading) line).seq())
        .toList();
  }
}
