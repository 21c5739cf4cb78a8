package io.fieldway.cloud.machine.session;

import static io.fieldway.cloud.stage.Samples.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.machine.session.Session.Step;
import io.fieldway.cloud.machine.session.SessionEffect.Answer;
import io.fieldway.cloud.machine.session.SessionState.Live;
import io.fieldway.cloud.machine.session.SessionState.Over;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.AuthRequest;
import io.fieldway.wire.channel.DataAck;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.model.ThingModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final Instant NOW = Samples.NOON;
  private static final SessionLimits LIMITS =
      new SessionLimits(3, Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(60));

  @Test
  void goesThroughChallengeAndProofToALiveSession() {
    Step challenged =
        step(
            step(Session.START, new SessionEvent.Auth(1, new AuthRequest("gw").json())).state(),
            new SessionEvent.NonceMade(1, new AuthChallenge("ab")));
    assertThat(((Answer) challenged.effects().getFirst()).body().path("nonce").asString())
        .isEqualTo("ab");
    Step proven = step(challenged.state(), new SessionEvent.Auth(2, proof("gw")));
    assertThat(proven.effects()).hasOnlyElementsOfType(SessionEffect.Verify.class);
    Step live = step(proven.state(), new SessionEvent.Verified(2, accepted(5), Set.of("v")));
    assertThat(live.state()).isInstanceOf(Live.class);
    assertThat(live.effects()).hasSize(2).last().isEqualTo(new SessionEffect.Begin("gw", 5));
  }

  @Test
  void refusesAProofWithoutANonce() {
    Step step = step(Session.START, new SessionEvent.Auth(1, proof("gw")));
    assertRefused(step, RefusalCode.STALE_NONCE);
    assertThat(step.effects()).last().isEqualTo(new SessionEffect.Close());
  }

  @Test
  void refusesAProofForAnotherGatewayThanTheChallengeWasFor() {
    Step step = step(new SessionState.Challenged("gw"), new SessionEvent.Auth(1, proof("other")));
    assertRefused(step, RefusalCode.STALE_NONCE);
  }

  @Test
  void hearsNothingBeforeAuthentication() {
    List<SessionEvent> early =
        List.of(
            new SessionEvent.Data(1, Samples.batch("v", 1, 1).json(), true),
            new SessionEvent.Beat(1, Json.object()),
            new SessionEvent.Report(1, Json.object()),
            new SessionEvent.Unknown(1, "x"));
    for (SessionEvent each : early) {
      Step step = step(Session.START, each);
      assertRefused(step, RefusalCode.NOT_AUTHENTICATED);
      assertThat(step.state()).isInstanceOf(Over.class);
    }
  }

  @Test
  void staysOpenWhereThePlatformIsBusy() {
    Refusal busy = Refusal.retryAfter(RefusalCode.BUSY, "later", Duration.ofSeconds(1));
    Step step = step(new SessionState.Challenging("gw"), new SessionEvent.Denied(1, busy, false));
    assertThat(step.state()).isEqualTo(Session.START);
    assertThat(step.effects()).containsExactly(new Answer(1, busy.json()));
  }

  @Test
  void answersABatchOnlyWhenItsLastSequenceIsCommitted() {
    Step sent = step(live(), data(1, 1, 10));
    assertThat(sent.effects()).hasOnlyElementsOfType(SessionEffect.Append.class);
    Step half = step(sent.state(), new SessionEvent.Committed(LIVE, 9));
    assertThat(half.effects()).isEmpty();
    Step whole = step(half.state(), new SessionEvent.Committed(LIVE, 12));
    assertThat(whole.effects()).containsExactly(new Answer(1, new DataAck(LIVE, 12).json()));
  }

  @Test
  void refusesABatchThatLeavesAHole() {
    Step step = step(step(live(), data(1, 1, 10)).state(), data(2, 12, 13));
    Refusal refusal = assertRefused(step, RefusalCode.SEQUENCE_GAP);
    assertThat(refusal.expected()).isEqualTo(OptionalLong.of(11));
  }

  @Test
  void continuesWhereTheDatabaseStands() {
    SessionState state = live(new AuthAccepted.Resume(LIVE, 41));
    assertRefused(step(state, data(1, 43, 43)), RefusalCode.SEQUENCE_GAP);
    assertThat(step(state, data(1, 42, 43)).effects())
        .hasOnlyElementsOfType(SessionEffect.Append.class);
  }

  @Test
  void forgetsWhatAGatewaySendsAgain() {
    SessionState sent = step(step(live(), data(1, 1, 5)).state(), data(2, 6, 9)).state();
    Step again = step(sent, data(3, 6, 9));
    assertThat(again.effects()).contains(new SessionEffect.Forget(2));
    Step committed = step(again.state(), new SessionEvent.Committed(LIVE, 9));
    assertThat(committed.effects())
        .extracting(effect -> ((Answer) effect).request())
        .containsExactly(1L, 3L);
  }

  @Test
  void refusesAForeignDevice() {
    Step step = step(live(), new SessionEvent.Data(1, Samples.batch("x", 1, 1).json(), true));
    assertRefused(step, RefusalCode.UNKNOWN_DEVICE);
  }

  @Test
  void takesWhatADeviceLeftInTheOutboxBeforeItMovedAway() {
    Step moved = step(live(), new SessionEvent.Registered(registrations("w"), Set.of("v", "w")));
    assertThat(moved.effects()).hasOnlyElementsOfType(SessionEffect.SendModel.class);
    assertThat(step(moved.state(), data(1, 1, 5)).effects())
        .hasOnlyElementsOfType(SessionEffect.Append.class);
  }

  @Test
  void isBusyWhereTheQueueIsFullOrTooManyBatchesAreUnanswered() {
    assertRefused(
        step(live(), new SessionEvent.Data(1, Samples.batch("v", 1, 1).json(), false)),
        RefusalCode.BUSY);
    @Var SessionState state = live();
    for (int i = 1; i <= 3; i++) {
      state = step(state, data(i, i, i)).state();
    }
    Step fourth = step(state, data(4, 4, 4));
    assertThat(assertRefused(fourth, RefusalCode.BUSY).retryAfter())
        .contains(Duration.ofMillis(500));
    assertThat(step(state, data(5, 3, 3)).effects()).as("a repeat takes no new place").hasSize(2);
  }

  @Test
  void refusesWhatIsNoBatchAndGoesOn() {
    Live before = live();
    Step step = step(before, new SessionEvent.Data(1, Json.object(), true));
    assertRefused(step, RefusalCode.MALFORMED);
    assertThat(step.state()).isEqualTo(before);
  }

  @Test
  void tellsTheGatewayWhatTheCommitterExpected() {
    SessionState state = step(live(), data(1, 1, 5)).state();
    SessionState named = step(state, new SessionEvent.Queued(1, "0/1-1")).state();
    Step other = step(named, new SessionEvent.NotContiguous(LIVE, 1, "0/9-9"));
    assertThat(other.effects()).isEmpty();
    Step step = step(named, new SessionEvent.NotContiguous(LIVE, 1, "0/1-1"));
    assertThat(assertRefused(step, RefusalCode.SEQUENCE_GAP).expected())
        .isEqualTo(OptionalLong.of(1));
  }

  @Test
  void goesBackWhereTheQueueFailed() {
    SessionState state = step(step(live(), data(1, 1, 5)).state(), data(2, 6, 9)).state();
    Step failed = step(state, new SessionEvent.NotQueued(1));
    assertRefused(failed, RefusalCode.BUSY);
    assertRefused(step(failed.state(), data(3, 10, 11)), RefusalCode.SEQUENCE_GAP);
    assertThat(step(failed.state(), data(3, 1, 5)).effects())
        .last()
        .isInstanceOf(SessionEffect.Append.class);
  }

  @Test
  void looksIntoTheDatabaseForOldBatchesAndForgetsVeryOldOnes() {
    SessionState state = step(live(), data(1, 1, 5)).state();
    assertThat(tick(state, Duration.ofSeconds(1)).effects()).isEmpty();
    assertThat(tick(state, Duration.ofSeconds(2)).effects())
        .containsExactly(new SessionEffect.LookUp("gw", LIVE));
    assertThat(tick(state, Duration.ofSeconds(60)).effects())
        .containsExactly(new SessionEffect.Forget(1));
  }

  @Test
  void answersEverythingWithFencedOnceANewerSessionHasBegun() {
    Step fenced = step(step(live(), data(1, 1, 5)).state(), new SessionEvent.Fenced());
    assertThat(fenced.effects())
        .hasSize(3)
        .contains(new SessionEffect.End("gw"), new SessionEffect.Close());
    assertRefused(fenced, RefusalCode.FENCED);
    assertRefused(step(fenced.state(), data(2, 6, 9)), RefusalCode.FENCED);
  }

  @Test
  void sendsTheModelsWhereTheyChanged() {
    Registrations same = registrations("v");
    assertThat(step(live(), new SessionEvent.Registered(same, Set.of("v"))).effects()).isEmpty();
    Registrations more = registrations("v", "w");
    Step changed = step(live(), new SessionEvent.Registered(more, Set.of("v", "w")));
    assertThat(changed.effects()).containsExactly(new SessionEffect.SendModel(more));
    assertThat(
            step(changed.state(), new SessionEvent.Data(1, Samples.batch("w", 1, 1).json(), true))
                .effects())
        .hasOnlyElementsOfType(SessionEffect.Append.class);
  }

  static Live live(AuthAccepted.Resume... resume) {
    AuthAccepted answer =
        new AuthAccepted(
            5, Bytes.EMPTY, Duration.ofSeconds(1), registrations("v"), List.of(resume));
    return (Live)
        step(new SessionState.Verifying("gw"), new SessionEvent.Verified(1, answer, Set.of("v")))
            .state();
  }

  static Registrations registrations(String... devices) {
    ThingModel model = Samples.valve();
    Map<String, String> all = new java.util.LinkedHashMap<>();
    for (String each : devices) {
      all.put(each, model.id());
    }
    return new Registrations(Map.of(model.id(), model), all);
  }

  private static AuthAccepted accepted(long epoch) {
    return new AuthAccepted(
        epoch, Bytes.EMPTY, Duration.ofSeconds(1), registrations("v"), List.of());
  }

  private static tools.jackson.databind.JsonNode proof(String gateway) {
    return new AuthProof(gateway, Digests.HMAC_SHA_256, Bytes.utf8("x")).json();
  }

  private static SessionEvent data(long request, long from, long to) {
    return new SessionEvent.Data(request, Samples.batch("v", from, to).json(), true);
  }

  private static Step step(SessionState state, SessionEvent event) {
    return Session.on(state, event, NOW, LIMITS);
  }

  private static Step tick(SessionState state, Duration later) {
    return Session.on(state, new SessionEvent.Tick(), NOW.plus(later), LIMITS);
  }

  private static Refusal assertRefused(Step step, RefusalCode code) {
    assertThat(step.effects().getFirst()).isInstanceOf(Answer.class);
    Refusal refusal = Refusal.read(((Answer) step.effects().getFirst()).body());
    assertThat(refusal.code()).isEqualTo(code);
    return refusal;
  }
}
