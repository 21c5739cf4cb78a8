package io.fieldway.gateway.driver.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.gateway.driver.tcp.DeviceSession.Effect;
import io.fieldway.gateway.driver.tcp.DeviceSession.Event;
import io.fieldway.gateway.driver.tcp.DeviceSession.State;
import io.fieldway.gateway.driver.tcp.DeviceSession.Step;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSessionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final State GREETING = new State.Greeting(NOW.plusSeconds(10));
  private static final State ARRIVING = new State.Arriving(NOW.plusSeconds(10));
  private static final State LIVE = new State.Live(PATIENCE, NOW.plusSeconds(1));
  private static final State FRESH = new State.Live(PATIENCE, NOW.plus(PATIENCE));

  private static final String HELLO =
      "{\"type\":\"hello\",\"protocol\":1,\"device\":\"d\",\"session\":\"s\"}";
  private static final String READING =
      "{\"type\":\"reading\",\"seq\":1,\"at\":\"2026-11-21T08:30:00Z\",\"values\":{\"t\":1}}";
  private static final String HEARTBEAT = "{\"type\":\"heartbeat\"}";
  private static final String RESULT =
      "{\"type\":\"result\",\"instruction\":\"c-1\",\"executed\":true}";

  private static Step on(State state, Event event) {
    return DeviceSession.on(state, event, NOW);
  }

  private static Step line(State state, String text) {
    return on(state, new Event.Line(text));
  }

  @Test
  void arrivesWithAHello() {
    Step step = line(GREETING, HELLO);
    assertThat(step.next()).isEqualTo(ARRIVING);
    assertThat(step.effects()).singleElement().isInstanceOf(Effect.Arrive.class);
    assertThat(on(ARRIVING, new Event.Welcomed(Duration.ofSeconds(30))))
        .isEqualTo(new Step(FRESH, List.of()));
  }

  @Test
  void isClosedWhereTheGatewayRefusesIt() {
    assertClosed(
        on(ARRIVING, new Event.Refused(ErrorCode.UNKNOWN_DEVICE, "no d")),
        ErrorCode.UNKNOWN_DEVICE);
  }

  @ParameterizedTest
  @ValueSource(strings = {READING, HEARTBEAT, RESULT})
  void takesNothingBeforeAHello(String text) {
    assertClosed(line(GREETING, text), ErrorCode.OUT_OF_ORDER);
  }

  @Test
  void refusesASecondHello() {
    assertClosed(line(LIVE, HELLO), ErrorCode.OUT_OF_ORDER);
  }

  @Test
  void passesOnWhatALiveDeviceSays() {
    assertThat(line(LIVE, READING).effects())
        .hasSize(2)
        .startsWith(new Effect.Seen())
        .last()
        .isInstanceOf(Effect.Take.class);
    assertThat(line(LIVE, RESULT).effects()).last().isInstanceOf(Effect.Settle.class);
    assertThat(line(LIVE, HEARTBEAT).effects())
        .containsExactly(new Effect.Seen(), new Effect.Answer(new GatewayLine.Heartbeat()));
    for (String text : List.of(READING, RESULT, HEARTBEAT)) {
      assertThat(line(LIVE, text).next()).isEqualTo(FRESH);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "{",
        "[]",
        "{\"type\":\"goodbye\"}",
        "{\"type\":\"hello\",\"protocol\":2,\"device\":\"d\",\"session\":\"s\"}",
        "{\"type\":\"reading\",\"seq\":0,\"at\":\"2026-11-21T08:30:00Z\",\"values\":{\"t\":1}}",
        "{\"type\":\"reading\",\"seq\":1,\"at\":\"today\",\"values\":{\"t\":1}}",
        "{\"type\":\"reading\",\"seq\":1,\"at\":\"2026-11-21T08:30:00Z\",\"values\":{}}"
      })
  void answersAMalformedLineAndStaysOpen(String text) {
    for (State state : List.of(GREETING, LIVE)) {
      Step step = line(state, text);
      assertThat(step.next()).isNotInstanceOf(State.Closed.class);
      assertThat(step.effects())
          .singleElement()
          .isInstanceOfSatisfying(
              Effect.Answer.class,
              answer ->
                  assertThat(answer.line())
                      .isInstanceOfSatisfying(
                          GatewayLine.Failure.class,
                          failure -> {
                            assertThat(failure.code()).isEqualTo(ErrorCode.MALFORMED);
                            assertThat(failure.closed()).isFalse();
                          }));
    }
  }

  @Test
  void answersOtherBytesThanTextAndStaysOpen() {
    assertThat(on(LIVE, new Event.NotText()).next()).isEqualTo(FRESH);
    assertThat(on(GREETING, new Event.NotText()).next()).isEqualTo(GREETING);
  }

  @Test
  void closesAfterALineThatIsTooLong() {
    assertClosed(on(GREETING, new Event.TooLong()), ErrorCode.LINE_TOO_LONG);
    assertClosed(on(LIVE, new Event.TooLong()), ErrorCode.LINE_TOO_LONG);
  }

  @Test
  void closesASilentDevice() {
    assertThat(on(LIVE, new Event.Tick())).isEqualTo(new Step(LIVE, List.of()));
    assertClosed(DeviceSession.on(LIVE, new Event.Tick(), NOW.plusSeconds(1)), ErrorCode.SILENT);
    assertThat(on(GREETING, new Event.Tick()).next()).isEqualTo(GREETING);
    assertClosed(
        DeviceSession.on(GREETING, new Event.Tick(), NOW.plusSeconds(10)), ErrorCode.SILENT);
  }

  @Test
  void hearsNothingOnceClosed() {
    for (Event event : List.of(new Event.Line(READING), new Event.TooLong(), new Event.Tick())) {
      assertThat(on(new State.Closed(), event)).isEqualTo(new Step(new State.Closed(), List.of()));
    }
  }

  @Test
  void isOurFaultWhereAnEventCannotBe() {
    assertThatThrownBy(() -> on(LIVE, new Event.Welcomed(PATIENCE)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> line(ARRIVING, READING)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> on(GREETING, new Event.Refused(ErrorCode.BUSY, "")))
        .isInstanceOf(IllegalStateException.class);
  }

  private static void assertClosed(Step step, ErrorCode code) {
    assertThat(step.next()).isEqualTo(new State.Closed());
    assertThat(step.effects())
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Close.class, close -> assertThat(close.code()).isEqualTo(code));
  }
}
