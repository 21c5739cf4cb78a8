package io.fieldway.cloud.machine.session;

import io.fieldway.cloud.machine.session.Session.Step;
import io.fieldway.cloud.machine.session.SessionEffect.Answer;
import io.fieldway.cloud.machine.session.SessionState.Live;
import io.fieldway.cloud.machine.session.SessionState.Unanswered;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.DataAck;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The data of a live session: checked, queued, and answered only when the database has committed
/// it.
final class Upload {
  private Upload() {}

  static Step data(Live live, SessionEvent.Data data, Instant now, SessionLimits limits) {
    Batch batch;
    try {
      batch = DataBatch.read(data.body()).batch();
    } catch (MalformedException e) {
      return Step.of(live, Session.malformed(data.request(), e));
    }
    Optional<Refusal> refusal = refusal(live, batch, data.room(), limits);
    if (refusal.isPresent()) {
      return Step.of(live, new Answer(data.request(), refusal.get().json()));
    }
    Map<StreamId, Long> next = new HashMap<>(live.next());
    next.put(batch.stream(), batch.to() + 1);
    List<Unanswered> unanswered = new ArrayList<>();
    List<SessionEffect> effects = new ArrayList<>();
    for (Unanswered each : live.unanswered()) {
      if (givenUp(each, batch)) {
        effects.add(new SessionEffect.Forget(each.request()));
      } else {
        unanswered.add(each);
      }
    }
    unanswered.add(
        new Unanswered(
            data.request(), batch.stream(), batch.from(), batch.to(), Optional.empty(), now));
    effects.add(new SessionEffect.Append(data.request(), live.gateway(), data.body()));
    return new Step(
        new Live(
            live.gateway(), live.epoch(), live.registrations(), live.devices(), next, unanswered),
        effects);
  }

  /// A gateway that sends again has given up what it sent from there on before.
  private static boolean givenUp(Unanswered before, Batch again) {
    return before.stream().equals(again.stream()) && before.from() >= again.from();
  }

  static Step queued(Live live, SessionEvent.Queued queued) {
    return Step.of(
        live.with(
            live.unanswered().stream()
                .map(each -> each.request() == queued.request() ? each.named(queued.entry()) : each)
                .toList()));
  }

  /// The stream goes on from where the queue failed.
  static Step notQueued(Live live, SessionEvent.NotQueued failed, SessionLimits limits) {
    Answer answer = new Answer(failed.request(), busy("the queue is away", limits).json());
    for (Unanswered each : live.unanswered()) {
      if (each.request() == failed.request()) {
        Map<StreamId, Long> next = new HashMap<>(live.next());
        next.merge(each.stream(), each.from(), Math::min);
        return Step.of(
            new Live(
                live.gateway(),
                live.epoch(),
                live.registrations(),
                live.devices(),
                next,
                without(live, each.request())),
            answer);
      }
    }
    return Step.of(live, answer);
  }

  static Step committed(Live live, SessionEvent.Committed committed) {
    List<Unanswered> left = new ArrayList<>();
    List<SessionEffect> answers = new ArrayList<>();
    for (Unanswered each : live.unanswered()) {
      if (each.stream().equals(committed.stream()) && each.to() <= committed.committed()) {
        answers.add(
            new Answer(
                each.request(),
                new DataAck(each.stream(), committed.committed(), committed.credit()).json()));
      } else {
        left.add(each);
      }
    }
    return new Step(live.with(left), answers);
  }

  /// Answers the batch of that name, or one whose name the queue has not told yet.
  static Step notContiguous(Live live, SessionEvent.NotContiguous hole) {
    for (Unanswered each : live.unanswered()) {
      boolean named = each.entry().filter(hole.entry()::equals).isPresent();
      boolean unnamed =
          each.entry().isEmpty()
              && each.stream().equals(hole.stream())
              && each.from() > hole.expected();
      if (named || unnamed) {
        return Step.of(
            live.with(without(live, each.request())),
            new Answer(each.request(), gap(hole.expected(), each.from()).json()));
      }
    }
    return Step.of(live);
  }

  static Step tick(Live live, Instant now, SessionLimits limits) {
    List<Unanswered> left = new ArrayList<>();
    List<SessionEffect> effects = new ArrayList<>();
    Set<StreamId> old = new LinkedHashSet<>();
    for (Unanswered each : live.unanswered()) {
      if (!each.since().plus(limits.forgetAfter()).isAfter(now)) {
        effects.add(new SessionEffect.Forget(each.request()));
      } else {
        left.add(each);
        if (!each.since().plus(limits.lookAfter()).isAfter(now)) {
          old.add(each.stream());
        }
      }
    }
    old.forEach(stream -> effects.add(new SessionEffect.LookUp(live.gateway(), stream)));
    return new Step(live.with(left), effects);
  }

  private static Optional<Refusal> refusal(
      Live live, Batch batch, boolean room, SessionLimits limits) {
    Optional<String> foreign =
        batch.entries().stream()
            .flatMap(entry -> entry.points().stream())
            .map(point -> point.device())
            .filter(device -> !live.devices().contains(device))
            .findFirst();
    if (foreign.isPresent()) {
      return Optional.of(
          Refusal.of(
              RefusalCode.UNKNOWN_DEVICE,
              "no device " + foreign.get() + " is registered at this gateway"));
    }
    long next = live.next().getOrDefault(batch.stream(), 1L);
    if (batch.from() > next) {
      return Optional.of(gap(next, batch.from()));
    }
    if (!room) {
      return Optional.of(busy("the queue is full", limits));
    }
    long standing = live.unanswered().stream().filter(each -> !givenUp(each, batch)).count();
    return standing >= limits.maxUnanswered()
        ? Optional.of(busy(standing + " batches are unanswered", limits))
        : Optional.empty();
  }

  private static Refusal gap(long expected, long came) {
    return Refusal.gap(expected, "expected the sequence " + expected + ", got " + came);
  }

  private static Refusal busy(String why, SessionLimits limits) {
    return Refusal.retryAfter(RefusalCode.BUSY, why, limits.busyRetry());
  }

  private static List<Unanswered> without(Live live, long request) {
    return live.unanswered().stream().filter(each -> each.request() != request).toList();
  }
}
