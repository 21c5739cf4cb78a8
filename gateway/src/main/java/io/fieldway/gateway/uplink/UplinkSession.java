package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.AuthRequest;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The way to a session with the platform and back: wait → connect → ask for a number → prove both
/// ways → live. A core: `(state, event, time, chance) → (next state, effects)`.
final class UplinkSession {
  private final String gatewayId;
  @Var private Bytes key;
  private final UplinkConfig config;
  private final Backoff backoff;
  private final int addresses;

  /// @param addresses how many the platform has; each is tried once before another transport is
  UplinkSession(String gatewayId, Bytes key, UplinkConfig config, int addresses) {
    this.gatewayId = gatewayId;
    this.key = key;
    this.config = config;
    this.addresses = addresses;
    this.backoff = new Backoff(config.firstDelay(), config.growth(), config.maxDelay());
  }

  /// From now on this key is the gateway's; not while it proves itself.
  void rekey(Bytes fresh) {
    key = fresh;
  }

  sealed interface State {
    /// No connection until then.
    ///
    /// @param failures in a row
    record Waiting(Instant until, int failures) implements State {}

    record Connecting(Instant deadline, int failures) implements State {}

    /// The platform was asked for its number.
    record Asking(Instant deadline, int failures, String socketId) implements State {}

    /// The platform has our proof and owes us its own.
    record Proving(Instant deadline, int failures, String socketId, String nonce)
        implements State {}

    record Live(Instant since, int failures) implements State {}
  }

  sealed interface Event {
    record Tick() implements Event {}

    record Connected(String socketId) implements Event {}

    /// The connection could not be made, or is gone.
    ///
    /// @param retryAfter what the platform asked for
    record Lost(String reason, Optional<Duration> retryAfter) implements Event {}

    /// The answer to the auth event under way.
    record Answered(JsonNode answer) implements Event {}

    /// A refusal that ends a live session, or our own wish to begin a new one.
    record Ended(String reason, Optional<Refusal> refusal) implements Event {}

    /// The server ends in good order: another one, or its successor, takes the gateway then.
    record Moved(Duration retryAfter) implements Event {}
  }

  sealed interface Effect {
    /// Begin a connection.
    ///
    /// @param pollingFirst after a failed websocket: a proxy may not let it through
    record Connect(boolean pollingFirst) implements Effect {}

    record Ask(AuthRequest request) implements Effect {}

    record Prove(AuthProof proof) implements Effect {}

    record Begin(AuthAccepted session) implements Effect {}

    /// Close what there is of a connection.
    ///
    /// @param pause until the next try
    /// @param serious whether a person should look at it
    record Leave(String reason, Duration pause, boolean serious) implements Effect {}
  }

  record Step(State next, List<Effect> effects) {
    Step(State next, List<Effect> effects) {
      this.next = next;
      this.effects = List.copyOf(effects);
    }

    static Step stay(State state) {
      return new Step(state, List.of());
    }
  }

  static State start(Instant now) {
    return new State.Waiting(now, 0);
  }

  Step on(State state, Event event, Instant now, double dice) {
    return switch (state) {
      case State.Waiting waiting -> waiting(waiting, event, now);
      case State.Connecting connecting -> connecting(connecting, event, now, dice);
      case State.Asking asking -> asking(asking, event, now, dice);
      case State.Proving proving -> proving(proving, event, now, dice);
      case State.Live live -> live(live, event, now, dice);
    };
  }

  private Step waiting(State.Waiting state, Event event, Instant now) {
    if (!(event instanceof Event.Tick) || now.isBefore(state.until)) {
      return Step.stay(state);
    }
    return new Step(
        new State.Connecting(now.plus(config.connectTimeout()), state.failures),
        List.of(new Effect.Connect(state.failures / addresses % 2 == 1)));
  }

  private Step connecting(State.Connecting state, Event event, Instant now, double dice) {
    return switch (event) {
      case Event.Tick() ->
          now.isBefore(state.deadline)
              ? Step.stay(state)
              : again("no connection in time", state.failures, now, dice);
      case Event.Connected(String socketId) ->
          new Step(
              new State.Asking(now.plus(config.answerTimeout()), state.failures, socketId),
              List.of(new Effect.Ask(new AuthRequest(gatewayId))));
      case Event.Lost lost -> lost(lost, state.failures, now, dice);
      case Event.Answered _, Event.Moved _ -> Step.stay(state);
      case Event.Ended(String reason, var refusal) ->
          ended(reason, refusal, state.failures, now, dice);
    };
  }

  private Step asking(State.Asking state, Event event, Instant now, double dice) {
    return switch (event) {
      case Event.Tick() ->
          now.isBefore(state.deadline)
              ? Step.stay(state)
              : again("no number in time", state.failures, now, dice);
      case Event.Answered(JsonNode answer) -> challenged(state, answer, now, dice);
      case Event.Lost lost -> lost(lost, state.failures, now, dice);
      case Event.Connected _, Event.Moved _ -> Step.stay(state);
      case Event.Ended(String reason, var refusal) ->
          ended(reason, refusal, state.failures, now, dice);
    };
  }

  private Step challenged(State.Asking state, JsonNode answer, Instant now, double dice) {
    try {
      if (Refusal.is(answer)) {
        return refused(Refusal.read(answer), state.failures, now, dice);
      }
      String nonce = AuthChallenge.read(answer).nonce();
      Bytes digest = Digests.ofGateway(key, nonce, gatewayId, state.socketId);
      return new Step(
          new State.Proving(
              now.plus(config.answerTimeout()), state.failures, state.socketId, nonce),
          List.of(new Effect.Prove(new AuthProof(gatewayId, Digests.HMAC_SHA_256, digest))));
    } catch (MalformedException e) {
      return suspicious(String.valueOf(e.getMessage()), state.failures, now, dice);
    }
  }

  private Step proving(State.Proving state, Event event, Instant now, double dice) {
    return switch (event) {
      case Event.Tick() ->
          now.isBefore(state.deadline)
              ? Step.stay(state)
              : again("no answer to our proof in time", state.failures, now, dice);
      case Event.Answered(JsonNode answer) -> proved(state, answer, now, dice);
      case Event.Lost lost -> lost(lost, state.failures, now, dice);
      case Event.Connected _, Event.Moved _ -> Step.stay(state);
      case Event.Ended(String reason, var refusal) ->
          ended(reason, refusal, state.failures, now, dice);
    };
  }

  private Step proved(State.Proving state, JsonNode answer, Instant now, double dice) {
    try {
      if (Refusal.is(answer)) {
        return refused(Refusal.read(answer), state.failures, now, dice);
      }
      AuthAccepted accepted = AuthAccepted.read(answer);
      Bytes expected = Digests.ofPlatform(key, state.nonce, gatewayId, state.socketId);
      if (!Digests.equal(expected, accepted.proof())) {
        return suspicious(
            "the platform cannot prove that it knows this gateway's key",
            state.failures,
            now,
            dice);
      }
      return new Step(new State.Live(now, state.failures), List.of(new Effect.Begin(accepted)));
    } catch (MalformedException e) {
      return suspicious(String.valueOf(e.getMessage()), state.failures, now, dice);
    }
  }

  private Step live(State.Live state, Event event, Instant now, double dice) {
    int failures = now.isBefore(state.since.plus(config.steadyAfter())) ? state.failures : -1;
    return switch (event) {
      case Event.Lost lost -> lost(lost, failures, now, dice);
      case Event.Ended(String reason, var refusal) -> ended(reason, refusal, failures, now, dice);
      case Event.Moved(Duration wait) ->
          leave("its server ends", failures, backoff.asked(wait, dice), false, now);
      case Event.Tick _, Event.Connected _, Event.Answered _ -> Step.stay(state);
    };
  }

  private Step ended(
      String reason, Optional<Refusal> refusal, int failures, Instant now, double dice) {
    return refusal.isPresent()
        ? refused(refusal.get(), failures, now, dice)
        : again(reason, failures, now, dice);
  }

  private Step lost(Event.Lost lost, int failures, Instant now, double dice) {
    return lost.retryAfter.isPresent()
        ? leave(lost.reason, failures, backoff.asked(lost.retryAfter.get(), dice), false, now)
        : again(lost.reason, failures, now, dice);
  }

  private Step refused(Refusal refusal, int failures, Instant now, double dice) {
    String reason = "the platform says " + refusal.code().word() + ": " + refusal.message();
    if (refusal.retryAfter().isPresent()) {
      Duration wait = backoff.asked(refusal.retryAfter().get(), dice);
      return leave(reason, failures, wait, refusal.code() == RefusalCode.LOCKED_OUT, now);
    }
    return switch (refusal.code()) {
      case NOT_AUTHENTIC, REVOKED, DIGEST_REFUSED, SPENT, LOCKED_OUT ->
          suspicious(reason, failures, now, dice);
      case FENCED ->
          suspicious(reason + " (is another gateway using this id?)", failures, now, dice);
      case MALFORMED,
          STALE_NONCE,
          NOT_AUTHENTICATED,
          SEQUENCE_GAP,
          BUSY,
          UNKNOWN_DEVICE,
          UNKNOWN_COMMAND,
          EXPIRED,
          UNKNOWN_BLOB,
          CONFLICT,
          WRONG_OFFSET,
          WRONG_HASH,
          TOO_LARGE,
          NO_ROOM,
          INTERNAL ->
          again(reason, failures, now, dice);
    };
  }

  private Step again(String reason, int failures, Instant now, double dice) {
    return leave(reason, failures, backoff.after(failures, dice), false, now);
  }

  private Step suspicious(String reason, int failures, Instant now, double dice) {
    return leave(reason, failures, backoff.slow(dice), true, now);
  }

  private static Step leave(
      String reason, int failures, Duration wait, boolean serious, Instant now) {
    return new Step(
        new State.Waiting(now.plus(wait), failures + 1),
        List.of(new Effect.Leave(reason, wait, serious)));
  }
}
