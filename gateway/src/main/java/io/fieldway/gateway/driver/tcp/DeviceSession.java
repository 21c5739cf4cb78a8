package io.fieldway.gateway.driver.tcp;

import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One device connection: hello → readings, results, heartbeats → closed. A core: `(state, event,
/// time) → (next state, effects)`.
final class DeviceSession {
  /// Heartbeats that may be missed.
  static final int MISSED_HEARTBEATS = 3;

  private static final String NOT_TEXT = "line: expected UTF-8, got other bytes";

  private DeviceSession() {}

  sealed interface State {
    /// Nobody knows yet who this is.
    record Greeting(Instant until) implements State {}

    /// The hello is with the gateway.
    record Arriving(Instant until) implements State {}

    /// The device is known and has its seat.
    ///
    /// @param patience how long the device may be silent
    /// @param until when its silence has been too long
    record Live(Duration patience, Instant until) implements State {}

    record Closed() implements State {}

    /// When to look again if nothing comes.
    default Instant deadline() {
      return switch (this) {
        case Greeting(Instant until) -> until;
        case Arriving(Instant until) -> until;
        case Live(Duration _, Instant until) -> until;
        case Closed() -> Instant.MAX;
      };
    }
  }

  sealed interface Event {
    record Line(String text) implements Event {}

    record NotText() implements Event {}

    record TooLong() implements Event {}

    /// The gateway knows the device.
    ///
    /// @param heartbeat how often the device was asked to show that it lives
    record Welcomed(Duration heartbeat) implements Event {}

    record Refused(ErrorCode code, String message) implements Event {}

    record Tick() implements Event {}
  }

  sealed interface Effect {
    record Arrive(DeviceLine.Hello hello) implements Effect {}

    record Take(DeviceLine.Reading reading) implements Effect {}

    record Settle(DeviceLine.Result result) implements Effect {}

    record Report(DeviceLine.Reported reported) implements Effect {}

    record Announce(DeviceLine.Blob blob) implements Effect {}

    record Carry(DeviceLine.Chunk chunk) implements Effect {}

    /// Note that the device lives.
    record Seen() implements Effect {}

    record Answer(GatewayLine line) implements Effect {}

    /// Says why and closes.
    record Close(ErrorCode code, String message) implements Effect {}
  }

  record Step(State next, List<Effect> effects) {
    Step(State next, List<Effect> effects) {
      this.next = next;
      this.effects = List.copyOf(effects);
    }
  }

  static Step on(State state, Event event, Instant now) {
    return switch (state) {
      case State.Closed() -> new Step(state, List.of());
      case State.Greeting(Instant until) -> greeting(until, event, now);
      case State.Arriving(Instant _) -> arriving(state, event, now);
      case State.Live(Duration patience, Instant until) -> live(patience, until, event, now);
    };
  }

  private static Step greeting(Instant until, Event event, Instant now) {
    State same = new State.Greeting(until);
    return switch (event) {
      case Event.Line(String text) -> {
        try {
          yield DeviceLine.parse(text) instanceof DeviceLine.Hello hello
              ? new Step(new State.Arriving(until), List.of(new Effect.Arrive(hello)))
              : close(ErrorCode.OUT_OF_ORDER, "the first line is a hello");
        } catch (MalformedException e) {
          yield malformed(same, String.valueOf(e.getMessage()));
        }
      }
      case Event.NotText() -> malformed(same, NOT_TEXT);
      case Event.TooLong() -> tooLong();
      case Event.Tick() ->
          now.isBefore(until)
              ? new Step(same, List.of())
              : close(ErrorCode.SILENT, "no hello came in time");
      case Event.Welcomed _, Event.Refused _ -> throw new IllegalStateException("nobody arrived");
    };
  }

  private static Step arriving(State state, Event event, Instant now) {
    return switch (event) {
      case Event.Welcomed(Duration heartbeat) -> {
        Duration patience = heartbeat.multipliedBy(MISSED_HEARTBEATS);
        yield new Step(new State.Live(patience, now.plus(patience)), List.of());
      }
      case Event.Refused(ErrorCode code, String message) -> close(code, message);
      case Event.Line _, Event.NotText _, Event.TooLong _, Event.Tick _ ->
          throw new IllegalStateException("the answer to " + state + " comes first");
    };
  }

  private static Step live(Duration patience, Instant until, Event event, Instant now) {
    State fresh = new State.Live(patience, now.plus(patience));
    return switch (event) {
      case Event.Line(String text) -> {
        try {
          yield taken(fresh, DeviceLine.parse(text));
        } catch (MalformedException e) {
          yield malformed(fresh, String.valueOf(e.getMessage()));
        }
      }
      case Event.NotText() -> malformed(fresh, NOT_TEXT);
      case Event.TooLong() -> tooLong();
      case Event.Tick() ->
          now.isBefore(until)
              ? new Step(new State.Live(patience, until), List.of())
              : close(
                  ErrorCode.SILENT,
                  "nothing came for " + patience.toMillis() + " ms, three heartbeats");
      case Event.Welcomed _, Event.Refused _ -> throw new IllegalStateException("arrived already");
    };
  }

  private static Step taken(State next, DeviceLine line) {
    return switch (line) {
      case DeviceLine.Hello _ -> close(ErrorCode.OUT_OF_ORDER, "hello comes once");
      case DeviceLine.Reading reading ->
          new Step(next, List.of(new Effect.Seen(), new Effect.Take(reading)));
      case DeviceLine.Result result ->
          new Step(next, List.of(new Effect.Seen(), new Effect.Settle(result)));
      case DeviceLine.Reported reported ->
          new Step(next, List.of(new Effect.Seen(), new Effect.Report(reported)));
      case DeviceLine.Blob blob ->
          new Step(next, List.of(new Effect.Seen(), new Effect.Announce(blob)));
      case DeviceLine.Chunk chunk ->
          new Step(next, List.of(new Effect.Seen(), new Effect.Carry(chunk)));
      case DeviceLine.Heartbeat() ->
          new Step(
              next, List.of(new Effect.Seen(), new Effect.Answer(new GatewayLine.Heartbeat())));
    };
  }

  private static Step malformed(State next, String why) {
    return new Step(
        next,
        List.of(
            new Effect.Answer(new GatewayLine.Failure(ErrorCode.MALFORMED, brief(why), false))));
  }

  private static Step tooLong() {
    return close(
        ErrorCode.LINE_TOO_LONG, "a line is at most " + DeviceLine.MAX_LINE + " bytes long");
  }

  private static Step close(ErrorCode code, String message) {
    return new Step(new State.Closed(), List.of(new Effect.Close(code, brief(message))));
  }

  private static String brief(String message) {
    return message.length() <= GatewayLine.MAX_MESSAGE
        ? message
        : message.substring(0, GatewayLine.MAX_MESSAGE - 1) + "…";
  }
}
