package io.fieldway.cloud.machine.session;

import io.fieldway.cloud.machine.session.SessionEffect.Answer;
import io.fieldway.cloud.machine.session.SessionState.Challenged;
import io.fieldway.cloud.machine.session.SessionState.Challenging;
import io.fieldway.cloud.machine.session.SessionState.Connected;
import io.fieldway.cloud.machine.session.SessionState.Joining;
import io.fieldway.cloud.machine.session.SessionState.Live;
import io.fieldway.cloud.machine.session.SessionState.Over;
import io.fieldway.cloud.machine.session.SessionState.Verifying;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.AuthRequest;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.JoinProof;
import io.fieldway.wire.channel.JoinRequest;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The machine server's side of one socket (`channel.md`, Sessions): until the gateway has shown
/// that it knows its key, nothing but `auth` is heard.
public final class Session {
  public static final SessionState START = new Connected();

  private static final Refusal GONE =
      Refusal.of(RefusalCode.NOT_AUTHENTICATED, "the session is over");
  private static final Refusal FENCED =
      Refusal.of(RefusalCode.FENCED, "a newer session of this gateway took over");

  private static final Refusal REVOKED = Refusal.of(RefusalCode.REVOKED, "this gateway is revoked");

  private Session() {}

  /// The next state and what must be done, in order.
  public record Step(SessionState state, List<SessionEffect> effects) {
    public Step(SessionState state, List<SessionEffect> effects) {
      this.state = state;
      this.effects = List.copyOf(effects);
    }

    static Step of(SessionState state, SessionEffect... effects) {
      return new Step(state, List.of(effects));
    }
  }

  public static Step on(SessionState state, SessionEvent event, Instant now, SessionLimits limits) {
    return switch (state) {
      case Over over -> over(over, event);
      case Live live -> live(live, event, now, limits);
      case Connected _, Challenging _, Challenged _, Verifying _, Joining _ ->
          opening(state, event);
    };
  }

  /// Before the gateway is known.
  private static Step opening(SessionState state, SessionEvent event) {
    return switch (event) {
      case SessionEvent.Auth auth -> auth(state, auth);
      case SessionEvent.Join join -> join(state, join);
      case SessionEvent.Joined joined -> joined(state, joined);
      case SessionEvent.NonceMade made ->
          state instanceof Challenging(String gateway)
              ? Step.of(
                  new Challenged(gateway), new Answer(made.request(), made.challenge().json()))
              : Step.of(state);
      case SessionEvent.Verified verified ->
          state instanceof Verifying(String gateway) ? begin(gateway, verified) : Step.of(state);
      case SessionEvent.Denied denied -> denied(denied);
      case SessionEvent.Disconnected _ -> Step.of(new Over(GONE));
      case SessionEvent.Overdue _ -> Step.of(new Over(GONE), new SessionEffect.Close());
      case SessionEvent.Data data -> tooEarly(data.request());
      case SessionEvent.Beat beat -> tooEarly(beat.request());
      case SessionEvent.Report report -> tooEarly(report.request());
      case SessionEvent.TwinsMet met -> tooEarly(met.request());
      case SessionEvent.TwinsReported reported -> tooEarly(reported.request());
      case SessionEvent.BlobSaid said -> tooEarly(said.request());
      case SessionEvent.Unknown unknown -> tooEarly(unknown.request());
      case SessionEvent.Queued _,
          SessionEvent.NotQueued _,
          SessionEvent.Committed _,
          SessionEvent.NotContiguous _,
          SessionEvent.Registered _,
          SessionEvent.Fenced _,
          SessionEvent.Revoked _,
          SessionEvent.Tick _ ->
          Step.of(state);
    };
  }

  private static Step join(SessionState state, SessionEvent.Join join) {
    if (!(state instanceof Connected)) {
      return Step.of(state, answer(join.request(), RefusalCode.MALFORMED, "join comes first"));
    }
    try {
      return Step.of(
          new Joining(),
          join.body().has("proof")
              ? new SessionEffect.Join(join.request(), JoinProof.read(join.body()))
              : new SessionEffect.OfferJoin(join.request(), JoinRequest.read(join.body())));
    } catch (MalformedException e) {
      return Step.of(state, malformed(join.request(), e));
    }
  }

  private static Step joined(SessionState state, SessionEvent.Joined joined) {
    if (!(state instanceof Joining)) {
      return Step.of(state);
    }
    Answer answer = new Answer(joined.request(), joined.answer());
    return joined.over()
        ? Step.of(new Over(GONE), answer, new SessionEffect.Close())
        : Step.of(new Connected(), answer);
  }

  private static Step auth(SessionState state, SessionEvent.Auth auth) {
    try {
      return auth.body().has("userKey")
          ? proof(state, auth.request(), AuthProof.read(auth.body()))
          : challenge(state, auth.request(), AuthRequest.read(auth.body()));
    } catch (MalformedException e) {
      return Step.of(state, malformed(auth.request(), e));
    }
  }

  private static Step challenge(SessionState state, long request, AuthRequest asked) {
    return switch (state) {
      case Connected _, Challenged _ ->
          Step.of(
              new Challenging(asked.gatewayId()),
              new SessionEffect.Challenge(request, asked.gatewayId()));
      case Challenging _, Verifying _, Joining _, Live _, Over _ ->
          Step.of(state, answer(request, RefusalCode.MALFORMED, "one auth at a time"));
    };
  }

  private static Step proof(SessionState state, long request, AuthProof proof) {
    if (!proof.digest().equals(Digests.HMAC_SHA_256) && !proof.digest().equals(Digests.MD5)) {
      return Step.of(
          state,
          answer(request, RefusalCode.MALFORMED, "auth.digest: expected " + Digests.HMAC_SHA_256));
    }
    return switch (state) {
      case Challenged(String gateway) when gateway.equals(proof.gatewayId()) ->
          Step.of(new Verifying(gateway), new SessionEffect.Verify(request, proof));
      case Connected _, Challenged _ ->
          closing(
              request, Refusal.of(RefusalCode.STALE_NONCE, "no nonce was given to this socket"));
      case Challenging _, Verifying _, Joining _, Live _, Over _ ->
          Step.of(state, answer(request, RefusalCode.MALFORMED, "one auth at a time"));
    };
  }

  private static Step begin(String gateway, SessionEvent.Verified verified) {
    AuthAccepted answer = verified.answer();
    Map<StreamId, Long> next = new HashMap<>();
    for (AuthAccepted.Resume each : answer.resume()) {
      next.put(each.stream(), each.committed() + 1);
    }
    return Step.of(
        new Live(
            gateway,
            answer.sessionEpoch(),
            answer.registrations(),
            verified.devices(),
            next,
            List.of()),
        new Answer(verified.request(), answer.json()),
        new SessionEffect.Begin(gateway, answer.sessionEpoch()));
  }

  /// A busy platform leaves the socket open to ask again.
  private static Step denied(SessionEvent.Denied denied) {
    return denied.closes()
        ? closing(denied.request(), denied.refusal())
        : Step.of(new Connected(), new Answer(denied.request(), denied.refusal().json()));
  }

  private static Step live(Live live, SessionEvent event, Instant now, SessionLimits limits) {
    return switch (event) {
      case SessionEvent.Data data -> Upload.data(live, data, now, limits);
      case SessionEvent.Queued queued -> Upload.queued(live, queued);
      case SessionEvent.NotQueued failed -> Upload.notQueued(live, failed, limits);
      case SessionEvent.Committed committed -> Upload.committed(live, committed);
      case SessionEvent.NotContiguous hole -> Upload.notContiguous(live, hole);
      case SessionEvent.Tick _ -> Upload.tick(live, now, limits);
      case SessionEvent.Beat beat -> Speech.beat(live, beat);
      case SessionEvent.Report report -> Speech.report(live, report);
      case SessionEvent.TwinsMet met -> Speech.twinsMet(live, met);
      case SessionEvent.TwinsReported reported -> Speech.twinsReported(live, reported);
      case SessionEvent.BlobSaid said -> Speech.blob(live, said);
      case SessionEvent.Registered changed -> Speech.registered(live, changed);
      case SessionEvent.Auth auth ->
          Step.of(
              live, answer(auth.request(), RefusalCode.MALFORMED, "the session has begun already"));
      case SessionEvent.Join join ->
          Step.of(
              live, answer(join.request(), RefusalCode.MALFORMED, "the session has begun already"));
      case SessionEvent.Unknown unknown ->
          Step.of(
              live,
              answer(unknown.request(), RefusalCode.MALFORMED, "no event " + unknown.event()));
      case SessionEvent.Fenced _ -> ended(live, FENCED);
      case SessionEvent.Revoked _ -> ended(live, REVOKED);
      case SessionEvent.Disconnected _ ->
          Step.of(new Over(GONE), new SessionEffect.End(live.gateway()));
      case SessionEvent.NonceMade _,
          SessionEvent.Joined _,
          SessionEvent.Verified _,
          SessionEvent.Denied _,
          SessionEvent.Overdue _ ->
          Step.of(live);
    };
  }

  private static Step ended(Live live, Refusal reason) {
    List<SessionEffect> effects = new ArrayList<>();
    live.unanswered().forEach(each -> effects.add(new Answer(each.request(), reason.json())));
    effects.add(new SessionEffect.End(live.gateway()));
    effects.add(new SessionEffect.Close());
    return new Step(new Over(reason), effects);
  }

  private static Step over(Over over, SessionEvent event) {
    JsonNode reason = over.reason().json();
    return switch (event) {
      case SessionEvent.Auth each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.Join each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.Data each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.Beat each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.Report each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.TwinsMet each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.TwinsReported each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.BlobSaid each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.Unknown each -> Step.of(over, new Answer(each.request(), reason));
      case SessionEvent.NonceMade _,
          SessionEvent.Verified _,
          SessionEvent.Denied _,
          SessionEvent.Queued _,
          SessionEvent.NotQueued _,
          SessionEvent.Committed _,
          SessionEvent.NotContiguous _,
          SessionEvent.Registered _,
          SessionEvent.Joined _,
          SessionEvent.Fenced _,
          SessionEvent.Revoked _,
          SessionEvent.Disconnected _,
          SessionEvent.Overdue _,
          SessionEvent.Tick _ ->
          Step.of(over);
    };
  }

  private static Step tooEarly(long request) {
    return closing(
        request, Refusal.of(RefusalCode.NOT_AUTHENTICATED, "auth comes before anything else"));
  }

  private static Step closing(long request, Refusal refusal) {
    return Step.of(
        new Over(refusal), new Answer(request, refusal.json()), new SessionEffect.Close());
  }

  static Answer malformed(long request, MalformedException e) {
    return answer(request, RefusalCode.MALFORMED, String.valueOf(e.getMessage()));
  }

  static Answer answer(long request, RefusalCode code, String message) {
    return new Answer(request, Refusal.of(code, message).json());
  }
}
