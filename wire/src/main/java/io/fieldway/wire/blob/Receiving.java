package io.fieldway.wire.blob;

import io.fieldway.wire.channel.BlobBegin;

/// The receiving side of one blob. A core: `(state, event) → (next state, what to do)`. The next
/// state holds once the effect was carried out; where that fails, the state stays and nothing is
/// answered but that it failed.
///
/// How much of it is there is what lies on the disk: nobody need remember it, so a receiver that
/// was killed says after its start how far it has come. What was written without being forced to
/// the disk may be wrong after a loss of power; the hash finds that out before anything is kept.
public final class Receiving {
  private Receiving() {}

  /// What is known of a name.
  public sealed interface State {
    /// Nothing.
    record Unknown() implements State {}

    /// It has begun.
    ///
    /// @param offset bytes that are there, from the first on
    record Arriving(BlobBegin header, long offset) implements State {}

    /// All of it is there, checked and kept.
    record Stored(BlobBegin header) implements State {}

    /// It was kept and has been removed on purpose; it is not taken again.
    record Gone(BlobBegin header) implements State {}
  }

  /// What can happen to it.
  public sealed interface Event {
    /// It is announced.
    record Begin(BlobBegin header, Room room) implements Event {}

    /// Some bytes have come.
    record Chunk(long offset, int size) implements Event {}

    /// All of it was sent, says the sender.
    record End() implements Event {}

    /// The hash of what is there was made, after [Effect.Check].
    record Checked(boolean right) implements Event {}

    /// It is to be kept no longer.
    record Remove() implements Event {}
  }

  /// Whether there is room for what is announced.
  public enum Room {
    FITS,
    /// More than is ever taken.
    TOO_LARGE,
    /// More than can be taken now.
    NONE
  }

  /// What to do, and what to answer when it is done.
  public sealed interface Effect {
    /// Remember the header, with nothing of it there; answer offset 0.
    record Make(BlobBegin header) implements Effect {}

    /// Put the chunk at this offset; answer the offset behind it.
    record Write(long offset) implements Effect {}

    /// Make the hash, and say [Event.Checked].
    record Check(BlobBegin header) implements Effect {}

    /// Force it to the disk and remember that it is whole; answer yes.
    record Keep(BlobBegin header) implements Effect {}

    /// Forget what is there and the header; refuse it for its wrong hash.
    record Discard(BlobBegin header) implements Effect {}

    /// Forget what is there, remember the name.
    record Erase(BlobBegin header) implements Effect {}

    /// Answer how much is there.
    record Tell(long offset) implements Effect {}

    /// Answer yes: it is stored already.
    record Confirm() implements Effect {}

    /// Say no.
    ///
    /// @param expected where a chunk should begin; 0 where the fault is another
    /// @param came where it begins
    record Refuse(Fault fault, long expected, long came) implements Effect {}

    /// There is nothing to do.
    record Rest() implements Effect {}
  }

  /// The next state and what to do.
  public record Step(State next, Effect effect) {}

  public static Step on(State state, Event event) {
    return switch (event) {
      case Event.Begin begin -> begin(state, begin);
      case Event.Chunk chunk -> chunk(state, chunk);
      case Event.End() -> end(state);
      case Event.Checked(boolean right) -> checked(state, right);
      case Event.Remove() -> remove(state);
    };
  }

  private static Step begin(State state, Event.Begin begin) {
    return switch (state) {
      case State.Unknown() ->
          switch (begin.room) {
            case FITS ->
                new Step(new State.Arriving(begin.header, 0), new Effect.Make(begin.header));
            case TOO_LARGE -> refuse(state, Fault.TOO_LARGE);
            case NONE -> refuse(state, Fault.NO_ROOM);
          };
      case State.Arriving(BlobBegin header, long offset) -> again(state, header, begin, offset);
      case State.Stored(BlobBegin header) -> again(state, header, begin, header.size());
      case State.Gone(BlobBegin header) -> again(state, header, begin, header.size());
    };
  }

  private static Step again(State state, BlobBegin known, Event.Begin begin, long offset) {
    return isSame(known, begin.header)
        ? new Step(state, new Effect.Tell(offset))
        : refuse(state, Fault.CONFLICT);
  }

  /// The time is not looked at: whoever sends again may have lost it.
  private static boolean isSame(BlobBegin one, BlobBegin other) {
    return one.size() == other.size()
        && one.type().equals(other.type())
        && one.sha256().equals(other.sha256());
  }

  private static Step chunk(State state, Event.Chunk chunk) {
    return switch (state) {
      case State.Unknown() -> refuse(state, Fault.UNKNOWN);
      case State.Arriving arriving -> next(arriving, chunk);
      case State.Stored(BlobBegin header) -> late(state, header, chunk);
      case State.Gone(BlobBegin header) -> late(state, header, chunk);
    };
  }

  private static Step next(State.Arriving state, Event.Chunk chunk) {
    if (chunk.offset > state.header.size() - chunk.size) {
      return refuse(state, Fault.TOO_LARGE);
    }
    long end = chunk.offset + chunk.size;
    if (chunk.offset == state.offset) {
      return new Step(new State.Arriving(state.header, end), new Effect.Write(chunk.offset));
    }
    return end <= state.offset
        ? new Step(state, new Effect.Tell(state.offset))
        : new Step(state, new Effect.Refuse(Fault.WRONG_OFFSET, state.offset, chunk.offset));
  }

  /// A chunk that was under way while another way brought the rest.
  private static Step late(State state, BlobBegin header, Event.Chunk chunk) {
    return chunk.offset > header.size() - chunk.size
        ? refuse(state, Fault.TOO_LARGE)
        : new Step(state, new Effect.Tell(header.size()));
  }

  private static Step end(State state) {
    return switch (state) {
      case State.Unknown() -> refuse(state, Fault.UNKNOWN);
      case State.Arriving(BlobBegin header, long offset) ->
          offset == header.size()
              ? new Step(state, new Effect.Check(header))
              : new Step(state, new Effect.Refuse(Fault.WRONG_OFFSET, offset, header.size()));
      case State.Stored _, State.Gone _ -> new Step(state, new Effect.Confirm());
    };
  }

  private static Step checked(State state, boolean right) {
    if (!(state instanceof State.Arriving(BlobBegin header, long offset))
        || offset != header.size()) {
      return new Step(state, new Effect.Rest());
    }
    return right
        ? new Step(new State.Stored(header), new Effect.Keep(header))
        : new Step(new State.Unknown(), new Effect.Discard(header));
  }

  private static Step remove(State state) {
    return switch (state) {
      case State.Unknown _, State.Gone _ -> new Step(state, new Effect.Rest());
      case State.Arriving(BlobBegin header, long _) ->
          new Step(new State.Unknown(), new Effect.Erase(header));
      case State.Stored(BlobBegin header) ->
          new Step(new State.Gone(header), new Effect.Erase(header));
    };
  }

  private static Step refuse(State state, Fault fault) {
    return new Step(state, new Effect.Refuse(fault, 0, 0));
  }
}
