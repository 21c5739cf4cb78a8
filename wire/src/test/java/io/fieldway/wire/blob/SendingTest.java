package io.fieldway.wire.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.blob.Sending.Effect;
import io.fieldway.wire.blob.Sending.Event;
import io.fieldway.wire.blob.Sending.Job;
import io.fieldway.wire.blob.Sending.State;
import io.fieldway.wire.blob.Sending.Step;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SendingTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long ROOM = Long.MAX_VALUE;
  private static final BlobBegin HEADER =
      new BlobBegin("p-1", "camera-1", "image/jpeg", 10, Bytes.utf8("h"), NOW);
  private static final Job JOB = new Job(HEADER, 0, 0);
  private static final Instant LATER = NOW.plusSeconds(10);

  private static final List<State> STATES =
      List.of(
          Sending.START,
          new State.Announced(JOB, LATER),
          new State.Carrying(JOB, 4, 8, LATER),
          new State.Ending(JOB, LATER),
          new State.Resting(JOB, LATER));

  private final Sending sending =
      new Sending(
          new Sending.Limits(
              4, 2, Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1), 3));

  @Test
  void announcesThenSendsAsTheWindowAllowsThenEnds() {
    Step announced = on(Sending.START, new Event.Offer(HEADER));
    assertThat(announced.effects()).containsExactly(new Effect.Announce(HEADER));
    Step carrying = on(announced.next(), new Event.At(0));
    assertThat(carrying.effects())
        .containsExactly(new Effect.Send(HEADER, 0, 4), new Effect.Send(HEADER, 4, 4));
    Step further = on(carrying.next(), new Event.At(4));
    assertThat(further.effects()).containsExactly(new Effect.Send(HEADER, 8, 2));
    Step more = on(further.next(), new Event.At(8));
    assertThat(more.effects()).isEmpty();
    Step ending = on(more.next(), new Event.At(10));
    assertThat(ending.effects()).containsExactly(new Effect.Finish(HEADER));
    assertThat(on(ending.next(), new Event.Stored()))
        .isEqualTo(new Step(Sending.START, List.of(new Effect.Done(HEADER))));
  }

  @Test
  void goesOnWhereTheOtherSideIs() {
    assertThat(on(new State.Announced(JOB, LATER), new Event.At(6)).effects())
        .containsExactly(new Effect.Send(HEADER, 6, 4));
    assertThat(on(new State.Announced(JOB, LATER), new Event.At(10)).effects())
        .as("all of it is there")
        .containsExactly(new Effect.Finish(HEADER));
  }

  @Test
  void sendsNoMoreThanThereIsRoomFor() {
    Step none = sending.on(new State.Announced(JOB, LATER), new Event.At(0), NOW, 3);
    assertThat(none.effects()).isEmpty();
    assertThat(sending.on(none.next(), new Event.Tick(), NOW, 7).effects())
        .containsExactly(new Effect.Send(HEADER, 0, 4));
    assertThat(on(none.next(), new Event.Tick(), NOW.plusSeconds(60)).effects())
        .as("waiting for room is no silence of the other side")
        .containsExactly(new Effect.Send(HEADER, 0, 4), new Effect.Send(HEADER, 4, 4));
  }

  @Test
  void asksAgainWhereNoAnswerComes() {
    for (State each : STATES) {
      List<Effect> early = on(each, new Event.Tick(), LATER.minusMillis(1)).effects();
      assertThat(early).noneMatch(Effect.Announce.class::isInstance);
      if (!(each instanceof State.Idle)) {
        assertThat(on(each, new Event.Tick(), LATER).effects())
            .containsExactly(new Effect.Announce(HEADER));
      }
    }
  }

  @Test
  void forgetsWhereItWasWhenTheConnectionIsCutOrTheBlobIsGone() {
    for (State each : STATES) {
      assertThat(on(each, new Event.Cut())).isEqualTo(new Step(Sending.START, List.of()));
      assertThat(on(each, new Event.Withdrawn())).isEqualTo(new Step(Sending.START, List.of()));
    }
  }

  @Test
  void takesNoSecondBlobAndNoAnswerThatItDidNotAskFor() {
    for (State each : STATES.subList(1, STATES.size())) {
      assertThat(on(each, new Event.Offer(HEADER))).isEqualTo(new Step(each, List.of()));
    }
    for (State each : List.of(STATES.get(0), STATES.get(3), STATES.get(4))) {
      assertThat(on(each, new Event.At(4))).isEqualTo(new Step(each, List.of()));
    }
    for (State each : List.of(STATES.get(0), STATES.get(1), STATES.get(2), STATES.get(4))) {
      assertThat(on(each, new Event.Stored())).isEqualTo(new Step(each, List.of()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasAnAnswerToEveryRefusal(RefusalCode code) {
    for (State each : List.of(STATES.get(0), STATES.get(4))) {
      assertThat(on(each, refused(code))).isEqualTo(new Step(each, List.of()));
    }
    for (State each : STATES.subList(1, 4)) {
      Step step = on(each, refused(code));
      switch (code) {
        case WRONG_OFFSET, UNKNOWN_BLOB, WRONG_HASH ->
            assertThat(step.effects()).containsExactly(new Effect.Announce(HEADER));
        case MALFORMED, CONFLICT, TOO_LARGE, UNKNOWN_DEVICE ->
            assertThat(step)
                .isEqualTo(new Step(Sending.START, List.of(new Effect.GiveUp(HEADER, code))));
        default ->
            assertThat(step.next())
                .isEqualTo(new State.Resting(new Job(HEADER, 0, 1), NOW.plusSeconds(1)));
      }
    }
  }

  @Test
  void waitsLongerEachTimeAndAsLongAsItIsTold() {
    Job tired = new Job(HEADER, 0, 3);
    assertThat(on(new State.Announced(tired, LATER), refused(RefusalCode.BUSY)).next())
        .isEqualTo(new State.Resting(new Job(HEADER, 0, 4), NOW.plusSeconds(8)));
    assertThat(
            on(new State.Announced(new Job(HEADER, 0, 60), LATER), refused(RefusalCode.BUSY))
                .next())
        .isEqualTo(new State.Resting(new Job(HEADER, 0, 61), NOW.plusSeconds(60)));
    Event asked =
        new Event.Refused(
            RefusalCode.NO_ROOM, OptionalLong.empty(), Optional.of(Duration.ofSeconds(30)));
    assertThat(on(new State.Announced(tired, LATER), asked).next())
        .isEqualTo(new State.Resting(new Job(HEADER, 0, 4), NOW.plusSeconds(30)));
    assertThat(on(new State.Announced(tired, LATER), new Event.At(0)).next())
        .isInstanceOfSatisfying(
            State.Carrying.class, carrying -> assertThat(carrying.job().rests()).isZero());
  }

  @Test
  void givesUpWhatNeverArrivesAsItIs() {
    List<Effect> effects = new ArrayList<>();
    State state = new State.Ending(new Job(HEADER, 1, 0), LATER);
    Step again = on(state, refused(RefusalCode.WRONG_HASH));
    effects.addAll(again.effects());
    Step last = on(again.next(), refused(RefusalCode.WRONG_HASH));
    effects.addAll(last.effects());
    assertThat(effects)
        .containsExactly(
            new Effect.Announce(HEADER), new Effect.GiveUp(HEADER, RefusalCode.WRONG_HASH));
  }

  @Test
  void doesNotBelieveInMoreThanThereIs() {
    assertThat(on(new State.Announced(JOB, LATER), new Event.At(11)).effects())
        .containsExactly(new Effect.Announce(HEADER));
  }

  private Step on(State state, Event event) {
    return on(state, event, NOW);
  }

  private Step on(State state, Event event, Instant now) {
    return sending.on(state, event, now, ROOM);
  }

  private static Event refused(RefusalCode code) {
    return new Event.Refused(code, OptionalLong.empty(), Optional.empty());
  }
}
