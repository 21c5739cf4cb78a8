package io.fieldway.wire.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.blob.Receiving.Effect;
import io.fieldway.wire.blob.Receiving.Event;
import io.fieldway.wire.blob.Receiving.Room;
import io.fieldway.wire.blob.Receiving.State;
import io.fieldway.wire.blob.Receiving.Step;
import io.fieldway.wire.channel.BlobBegin;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReceivingTest {
  private static final BlobBegin HEADER = header(10, "a");
  private static final BlobBegin OTHER = header(10, "b");

  private static final State UNKNOWN = new State.Unknown();
  private static final State STORED = new State.Stored(HEADER);
  private static final State GONE = new State.Gone(HEADER);

  private static State at(long offset) {
    return new State.Arriving(HEADER, offset);
  }

  @Test
  void makesRoomForWhatIsNew() {
    assertThat(Receiving.on(UNKNOWN, begin(HEADER, Room.FITS)))
        .isEqualTo(new Step(at(0), new Effect.Make(HEADER)));
    assertRefused(UNKNOWN, begin(HEADER, Room.TOO_LARGE), Fault.TOO_LARGE);
    assertRefused(UNKNOWN, begin(HEADER, Room.NONE), Fault.NO_ROOM);
  }

  @Test
  void saysWhereToGoOnOfWhatIsKnown() {
    for (Room room : Room.values()) {
      assertThat(Receiving.on(at(4), begin(HEADER, room)))
          .isEqualTo(new Step(at(4), new Effect.Tell(4)));
      assertThat(Receiving.on(STORED, begin(HEADER, room)))
          .isEqualTo(new Step(STORED, new Effect.Tell(10)));
      assertThat(Receiving.on(GONE, begin(HEADER, room)))
          .isEqualTo(new Step(GONE, new Effect.Tell(10)));
    }
  }

  @Test
  void refusesAnotherContentOfTheSameName() {
    for (State each : List.of(at(4), STORED, GONE)) {
      assertRefused(each, begin(OTHER, Room.FITS), Fault.CONFLICT);
      assertRefused(each, begin(header(11, "a"), Room.FITS), Fault.CONFLICT);
    }
  }

  @Test
  void takesTheNextChunkAndNoOther() {
    assertThat(Receiving.on(at(4), new Event.Chunk(4, 6)))
        .isEqualTo(new Step(at(10), new Effect.Write(4)));
    assertThat(Receiving.on(at(4), new Event.Chunk(0, 4)))
        .as("again")
        .isEqualTo(new Step(at(4), new Effect.Tell(4)));
    assertThat(Receiving.on(at(4), new Event.Chunk(5, 2)))
        .isEqualTo(new Step(at(4), new Effect.Refuse(Fault.WRONG_OFFSET, 4, 5)));
    assertThat(Receiving.on(at(4), new Event.Chunk(3, 2)))
        .as("half of it is there")
        .isEqualTo(new Step(at(4), new Effect.Refuse(Fault.WRONG_OFFSET, 4, 3)));
  }

  @Test
  void takesNoMoreThanWasAnnounced() {
    for (State each : List.of(at(4), STORED, GONE)) {
      assertRefused(each, new Event.Chunk(4, 7), Fault.TOO_LARGE);
      assertRefused(each, new Event.Chunk(Long.MAX_VALUE, 1), Fault.TOO_LARGE);
    }
    assertRefused(UNKNOWN, new Event.Chunk(0, 1), Fault.UNKNOWN);
  }

  @Test
  void answersALateChunkOfWhatIsWhole() {
    for (State each : List.of(STORED, GONE)) {
      assertThat(Receiving.on(each, new Event.Chunk(4, 6)))
          .isEqualTo(new Step(each, new Effect.Tell(10)));
    }
  }

  @Test
  void checksWhatIsWholeBeforeItIsKept() {
    assertThat(Receiving.on(at(10), new Event.End()))
        .isEqualTo(new Step(at(10), new Effect.Check(HEADER)));
    assertThat(Receiving.on(at(10), new Event.Checked(true)))
        .isEqualTo(new Step(STORED, new Effect.Keep(HEADER)));
    assertThat(Receiving.on(at(10), new Event.Checked(false)))
        .isEqualTo(new Step(UNKNOWN, new Effect.Discard(HEADER)));
    assertThat(Receiving.on(at(9), new Event.End()))
        .isEqualTo(new Step(at(9), new Effect.Refuse(Fault.WRONG_OFFSET, 9, 10)));
    assertRefused(UNKNOWN, new Event.End(), Fault.UNKNOWN);
  }

  @Test
  void confirmsAgainWhatItHasKept() {
    for (State each : List.of(STORED, GONE)) {
      assertThat(Receiving.on(each, new Event.End()))
          .isEqualTo(new Step(each, new Effect.Confirm()));
    }
  }

  @Test
  void hearsNoVerdictOfWhatIsNotWhole() {
    for (State each : List.of(UNKNOWN, at(0), at(9), STORED, GONE)) {
      for (boolean right : List.of(true, false)) {
        assertThat(Receiving.on(each, new Event.Checked(right)))
            .isEqualTo(new Step(each, new Effect.Rest()));
      }
    }
  }

  @Test
  void remembersTheNameOfWhatWasKeptAndIsRemoved() {
    assertThat(Receiving.on(STORED, new Event.Remove()))
        .isEqualTo(new Step(GONE, new Effect.Erase(HEADER)));
    assertThat(Receiving.on(at(4), new Event.Remove()))
        .isEqualTo(new Step(UNKNOWN, new Effect.Erase(HEADER)));
    for (State each : List.of(UNKNOWN, GONE)) {
      assertThat(Receiving.on(each, new Event.Remove()))
          .isEqualTo(new Step(each, new Effect.Rest()));
    }
  }

  private static void assertRefused(State state, Event event, Fault fault) {
    assertThat(Receiving.on(state, event))
        .isEqualTo(new Step(state, new Effect.Refuse(fault, 0, 0)));
  }

  private static Event begin(BlobBegin header, Room room) {
    return new Event.Begin(header, room);
  }

  private static BlobBegin header(long size, String hash) {
    return new BlobBegin("p-1", "camera-1", "image/jpeg", size, Bytes.utf8(hash), Instant.EPOCH);
  }
}
