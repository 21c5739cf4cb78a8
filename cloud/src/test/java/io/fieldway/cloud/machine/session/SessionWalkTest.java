package io.fieldway.cloud.machine.session;

import static io.fieldway.cloud.stage.Samples.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.machine.session.SessionState.Live;
import io.fieldway.cloud.machine.session.SessionState.Over;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.AuthRequest;
import io.fieldway.wire.channel.BlobEnd;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.JoinProof;
import io.fieldway.wire.channel.JoinRequest;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every event in every state, and long random walks.
class SessionWalkTest {
  private static final SessionLimits LIMITS = SessionLimits.defaults();

  @Test
  void everyEventHasAnAnswerInEveryState() {
    Refusal gone = Refusal.of(RefusalCode.FENCED, "gone");
    List<SessionState> states =
        List.of(
            Session.START,
            new SessionState.Challenging("gw"),
            new SessionState.Challenged("gw"),
            new SessionState.Verifying("gw"),
            new SessionState.Joining(),
            SessionTest.live(),
            new Over(gone));
    for (SessionState state : states) {
      for (SessionEvent event : events(1)) {
        check(state, event, Session.on(state, event, Samples.NOON, LIMITS));
      }
    }
  }

  @Test
  void randomWalksKeepTheRules() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int walk = 0; walk < 200; walk++) {
      @Var SessionState state = Session.START;
      for (int i = 1; i < 100; i++) {
        List<SessionEvent> events = events(i);
        SessionEvent event = events.get(random.nextInt(events.size()));
        Session.Step step = Session.on(state, event, Samples.NOON.plusSeconds(i), LIMITS);
        assertThat(step).as("seed %d", seed).isNotNull();
        check(state, event, step);
        state = step.state();
      }
    }
  }

  private static void check(SessionState before, SessionEvent event, Session.Step step) {
    boolean live = before instanceof Live;
    for (SessionEffect effect : step.effects()) {
      switch (effect) {
        case SessionEffect.Append _,
            SessionEffect.StoreBeat _,
            SessionEffect.StoreReport _,
            SessionEffect.MeetTwins _,
            SessionEffect.StoreTwins _,
            SessionEffect.TakeBlob _,
            SessionEffect.Accuse _,
            SessionEffect.LookUp _,
            SessionEffect.SendModel _,
            SessionEffect.Forget _,
            SessionEffect.End _ ->
            assertThat(live).as("%s at %s gives %s", event, before, effect).isTrue();
        case SessionEffect.Begin _ -> assertThat(before).isInstanceOf(SessionState.Verifying.class);
        case SessionEffect.Close _ -> assertThat(step.state()).isInstanceOf(Over.class);
        case SessionEffect.Answer _,
            SessionEffect.Challenge _,
            SessionEffect.OfferJoin _,
            SessionEffect.Join _,
            SessionEffect.Verify _ ->
            assertThat(step.effects()).isNotEmpty();
      }
    }
    if (before instanceof Over) {
      assertThat(step.state()).isEqualTo(before);
    }
    if (step.state() instanceof Live && !live) {
      assertThat(event).isInstanceOf(SessionEvent.Verified.class);
    }
    if (step.state() instanceof Live after) {
      assertThat(after.unanswered().size()).isLessThanOrEqualTo(LIMITS.maxUnanswered());
    }
  }

  private static List<SessionEvent> events(long request) {
    AuthAccepted accepted =
        new AuthAccepted(
            7, Bytes.EMPTY, Duration.ofSeconds(1), SessionTest.registrations("v"), List.of());
    Refusal refusal = Refusal.of(RefusalCode.NOT_AUTHENTIC, "no");
    return List.of(
        new SessionEvent.Auth(request, new AuthRequest("gw").json()),
        new SessionEvent.Auth(
            request, new AuthProof("gw", Digests.HMAC_SHA_256, Bytes.utf8("k")).json()),
        new SessionEvent.Auth(request, Json.object()),
        new SessionEvent.NonceMade(request, new AuthChallenge("ab")),
        new SessionEvent.Verified(request, accepted, Set.of("v")),
        new SessionEvent.Denied(request, refusal, true),
        new SessionEvent.Denied(request, refusal, false),
        new SessionEvent.Data(request, Samples.batch("v", request, request + 1).json(), true),
        new SessionEvent.Data(request, Samples.batch("v", 1, 2).json(), true),
        new SessionEvent.Data(request, Json.array(), false),
        new SessionEvent.Queued(request, "0/" + request),
        new SessionEvent.NotQueued(request),
        new SessionEvent.Committed(LIVE, request),
        new SessionEvent.NotContiguous(LIVE, 1, "0/" + request),
        new SessionEvent.Beat(request, Json.object()),
        new SessionEvent.Report(request, Json.object()),
        new SessionEvent.TwinsMet(request, Json.object()),
        new SessionEvent.TwinsReported(request, Json.object().put("twins", 1)),
        new SessionEvent.BlobSaid(request, "blob.end", new BlobEnd("p-1", "v").json()),
        new SessionEvent.BlobSaid(request, "blob.end", new BlobEnd("p-1", "other").json()),
        new SessionEvent.BlobSaid(request, "blob.chunk", Json.object()),
        new SessionEvent.Unknown(request, "other"),
        new SessionEvent.Registered(SessionTest.registrations("v", "w"), Set.of("v", "w")),
        new SessionEvent.Join(request, new JoinRequest(Bytes.utf8("c")).json()),
        new SessionEvent.Join(
            request, new JoinProof(Bytes.utf8("c"), "ab", Bytes.utf8("p")).json()),
        new SessionEvent.Join(request, Json.array()),
        new SessionEvent.Joined(request, Json.object(), false),
        new SessionEvent.Joined(request, Json.object(), true),
        new SessionEvent.Revoked(),
        new SessionEvent.Fenced(),
        new SessionEvent.Disconnected(),
        new SessionEvent.Overdue(),
        new SessionEvent.Tick());
  }
}
