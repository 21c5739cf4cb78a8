package io.fieldway.wire.blob;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The sending side, one blob after the other: announce → chunks → end → done. A core: `(state,
/// event, time, room) → (next state, effects)`. After a cut it begins anew with the announcement,
/// whose answer says where to go on; nothing of where it was need survive.
public final class Sending {
  /// Nothing is under way.
  public static final State START = new State.Idle();

  private final Limits limits;

  public Sending(Limits limits) {
    this.limits = limits;
  }

  /// Bounds of the sender.
  ///
  /// @param chunk bytes of one chunk at most
  /// @param window chunks that may wait for their answers
  /// @param answerTimeout how long without an answer, before it asks where to go on
  /// @param rest how long it waits after a no that names no time; doubled up to `longestRest`
  /// @param maxStarts how often one blob is begun that does not arrive as it is; then given up
  public record Limits(
      int chunk,
      int window,
      Duration answerTimeout,
      Duration rest,
      Duration longestRest,
      int maxStarts) {
    public Limits {
      if (chunk < 1 || window < 1 || maxStarts < 1) {
        throw new IllegalArgumentException("the bounds of sending are at least 1");
      }
    }
  }

  /// Where it stands.
  public sealed interface State {
    record Idle() implements State {}

    /// It was announced, and nobody has said yet where to go on.
    record Announced(Job job, Instant deadline) implements State {}

    /// Its chunks are on their way.
    ///
    /// @param acknowledged bytes that the other side has
    /// @param sent bytes that are there or under way
    record Carrying(Job job, long acknowledged, long sent, Instant deadline) implements State {}

    /// All of it is there; it is being checked and stored.
    record Ending(Job job, Instant deadline) implements State {}

    /// Told to come again later.
    record Resting(Job job, Instant until) implements State {}
  }

  /// A blob on its way.
  ///
  /// @param starts how often it did not arrive as it is
  /// @param rests how often in a row it was told to wait
  public record Job(BlobBegin header, int starts, int rests) {
    /// The other side takes it.
    Job heard() {
      return rests == 0 ? this : new Job(header, starts, 0);
    }
  }

  /// What can happen.
  public sealed interface Event {
    /// The next blob; there is a connection.
    record Offer(BlobBegin header) implements Event {}

    /// The other side has so much of it.
    record At(long offset) implements Event {}

    /// All of it is stored there.
    record Stored() implements Event {}

    record Refused(RefusalCode code, OptionalLong expected, Optional<Duration> retryAfter)
        implements Event {}

    /// The connection is gone.
    record Cut() implements Event {}

    /// The blob is not there any more.
    record Withdrawn() implements Event {}

    record Tick() implements Event {}
  }

  /// What to do, in order.
  public sealed interface Effect {
    record Announce(BlobBegin header) implements Effect {}

    record Send(BlobBegin header, long offset, int size) implements Effect {}

    record Finish(BlobBegin header) implements Effect {}

    /// It is stored at the other side: forget it.
    record Done(BlobBegin header) implements Effect {}

    /// It will never be taken: forget it.
    record GiveUp(BlobBegin header, RefusalCode code) implements Effect {}
  }

  /// The next state and what to do.
  public record Step(State next, List<Effect> effects) {
    public Step(State next, List<Effect> effects) {
      this.next = next;
      this.effects = List.copyOf(effects);
    }
  }

  /// Takes an event.
  ///
  /// @param room bytes that may be sent now
  public Step on(State state, Event event, Instant now, long room) {
    return switch (event) {
      case Event.Offer(BlobBegin header) ->
          state instanceof State.Idle ? announce(new Job(header, 0, 0), now) : stay(state);
      case Event.At(long offset) -> at(state, offset, now, room);
      case Event.Stored() -> stored(state);
      case Event.Refused refused -> refused(state, refused, now);
      case Event.Cut(), Event.Withdrawn() -> stay(START);
      case Event.Tick() -> tick(state, now, room);
    };
  }

  /// The blob on its way.
  public Optional<BlobBegin> underWay(State state) {
    return job(state).map(Job::header);
  }

  private Step at(State state, long offset, Instant now, long room) {
    return switch (state) {
      case State.Idle(), State.Ending _, State.Resting _ -> stay(state);
      case State.Announced(Job job, Instant _) -> carry(job.heard(), offset, offset, now, room);
      case State.Carrying(Job job, long acknowledged, long sent, Instant _) -> {
        long further = Math.max(acknowledged, offset);
        yield carry(job.heard(), further, Math.max(sent, further), now, room);
      }
    };
  }

  private static Step stored(State state) {
    return state instanceof State.Ending(Job job, Instant _)
        ? new Step(START, List.of(new Effect.Done(job.header)))
        : stay(state);
  }

  private Step refused(State state, Event.Refused refused, Instant now) {
    Optional<Job> job = job(state);
    if (job.isEmpty() || state instanceof State.Resting) {
      return stay(state);
    }
    return switch (refused.code) {
      case WRONG_OFFSET, UNKNOWN_BLOB -> again(job.get(), refused.code, now);
      case WRONG_HASH -> again(job.get(), refused.code, now);
      case MALFORMED, CONFLICT, TOO_LARGE, UNKNOWN_DEVICE ->
          new Step(START, List.of(new Effect.GiveUp(job.get().header, refused.code)));
      default -> rest(job.get(), refused.retryAfter, now);
    };
  }

  /// Begins the blob once more, for what the other side has is not what was thought.
  private Step again(Job job, RefusalCode code, Instant now) {
    int starts = job.starts + 1;
    return starts >= limits.maxStarts
        ? new Step(START, List.of(new Effect.GiveUp(job.header, code)))
        : announce(new Job(job.header, starts, job.rests), now);
  }

  private Step rest(Job job, Optional<Duration> asked, Instant now) {
    Duration doubled = limits.rest.multipliedBy(1L << Math.min(job.rests, 16));
    Duration pause =
        asked.orElse(doubled.compareTo(limits.longestRest) < 0 ? doubled : limits.longestRest);
    return stay(new State.Resting(new Job(job.header, job.starts, job.rests + 1), now.plus(pause)));
  }

  private Step tick(State state, Instant now, long room) {
    return switch (state) {
      case State.Idle() -> stay(state);
      case State.Resting(Job job, Instant until) ->
          now.isBefore(until) ? stay(state) : announce(job, now);
      case State.Announced(Job job, Instant deadline) ->
          now.isBefore(deadline) ? stay(state) : announce(job, now);
      case State.Ending(Job job, Instant deadline) ->
          now.isBefore(deadline) ? stay(state) : announce(job, now);
      case State.Carrying(Job job, long acknowledged, long sent, Instant deadline) ->
          sent > acknowledged && !now.isBefore(deadline)
              ? announce(job, now)
              : carry(job, acknowledged, sent, deadline, now, room);
    };
  }

  private Step announce(Job job, Instant now) {
    return new Step(
        new State.Announced(job, now.plus(limits.answerTimeout)),
        List.of(new Effect.Announce(job.header)));
  }

  private Step carry(Job job, long acknowledged, long sent, Instant now, long room) {
    return carry(job, acknowledged, sent, now.plus(limits.answerTimeout), now, room);
  }

  /// Sends what window and room allow.
  private Step carry(
      Job job, long acknowledged, long sent, Instant deadline, Instant now, long room) {
    long size = job.header.size();
    if (acknowledged > size) {
      return again(job, RefusalCode.WRONG_OFFSET, now);
    }
    if (acknowledged == size) {
      return new Step(
          new State.Ending(job, now.plus(limits.answerTimeout)),
          List.of(new Effect.Finish(job.header)));
    }
    List<Effect> effects = new ArrayList<>();
    Carriage next = new Carriage(sent, room);
    while (next.sent < size && next.sent - acknowledged < (long) limits.window * limits.chunk) {
      int bytes = (int) Math.min(limits.chunk, size - next.sent);
      if (bytes > next.room) {
        break;
      }
      effects.add(new Effect.Send(job.header, next.sent, bytes));
      next.move(bytes);
    }
    Instant until = sent == acknowledged ? now.plus(limits.answerTimeout) : deadline;
    return new Step(new State.Carrying(job, acknowledged, next.sent, until), effects);
  }

  /// How far sending has come within one step.
  private static final class Carriage {
    @Var private long sent;
    @Var private long room;

    Carriage(long sent, long room) {
      this.sent = sent;
      this.room = room;
    }

    void move(int bytes) {
      sent += bytes;
      room -= bytes;
    }
  }

  private static Optional<Job> job(State state) {
    return switch (state) {
      case State.Idle() -> Optional.empty();
      case State.Announced(Job job, Instant _) -> Optional.of(job);
      case State.Carrying(Job job, long _, long _, Instant _) -> Optional.of(job);
      case State.Ending(Job job, Instant _) -> Optional.of(job);
      case State.Resting(Job job, Instant _) -> Optional.of(job);
    };
  }

  private static Step stay(State state) {
    return new Step(state, List.of());
  }
}
