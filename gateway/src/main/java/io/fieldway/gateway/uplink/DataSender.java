package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.Portion;
import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.gateway.uplink.UploadPlan.Turn;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.AuthAccepted.Resume;
import io.fieldway.wire.channel.DataAck;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Carries the outbox to the platform during one session, as its [UploadPlan] says, and forgets
/// what the platform's database has committed. Only the loop.
final class DataSender {
  private static final Logger log = LoggerFactory.getLogger(DataSender.class);

  private final UplinkConfig config;
  private final Outbox outbox;
  private final Reach reach;
  private final UplinkCounters counters;
  private final Loop loop;
  private final InstantSource clock;
  private final Channel channel;
  private final SessionEnd end;

  private final Budget budget;
  private final Lag lag;

  /// Empty until both sides agree on where to go on.
  @Var private Optional<UploadPlan> plan = Optional.empty();

  @Var private OptionalLong credit = OptionalLong.empty();

  @Var private boolean over;

  DataSender(
      UplinkConfig config,
      Outbox outbox,
      Reach reach,
      Budget budget,
      Lag lag,
      UplinkCounters counters,
      Loop loop,
      InstantSource clock,
      Channel channel,
      SessionEnd end) {
    this.config = config;
    this.outbox = outbox;
    this.reach = reach;
    this.budget = budget;
    this.lag = lag;
    this.counters = counters;
    this.loop = loop;
    this.clock = clock;
    this.channel = channel;
    this.end = end;
  }

  /// Agrees with the platform on where to go on. Where one of the two has lost what the other
  /// relies on (a disk or a database was restored from an older copy), what is held goes up in a
  /// new epoch: perhaps twice, but nothing is missing.
  ///
  /// @param granted the platform's credit; empty where it sets none
  void begin(List<Resume> resume, OptionalLong granted, Instant now) {
    credit = granted;
    OutboxState state = outbox.state();
    boolean newer =
        resume.stream()
            .anyMatch(each ->
                each.stream().name().equals(state.stream().name())
                    && each.stream().epoch() > state.stream().epoch());
    if (newer) {
      log.warn("the platform knows a newer epoch of this gateway's stream than {}", state.stream());
    }
    if (state.streams().stream().allMatch(each -> agrees(each, committed(resume, each.stream())))) {
      UploadPlan fresh = new UploadPlan(config, budget, credit);
      state.streams().forEach(each -> open(fresh, each, committed(resume, each.stream())));
      plan = Optional.of(fresh);
      reach.keepOnly(state);
      if (lag.isDue(state.newest(), true, now)) {
        outbox.cut();
      }
      pump(now);
    } else {
      renew();
    }
  }

  private static long committed(List<Resume> resume, StreamId stream) {
    return resume.stream()
        .filter(each -> each.stream().equals(stream))
        .mapToLong(Resume::committed)
        .findFirst()
        .orElse(0);
  }

  private boolean agrees(StreamState stream, long committed) {
    if (!reach.holds(stream.stream(), committed)) {
      log.error(
          "the platform has committed {} up to {}, which this outbox never sent: it was put back to"
              + " an older state; what it holds goes up in a new epoch",
          stream.stream(),
          committed);
      return false;
    }
    if (committed < stream.forgotten()) {
      log.error(
          "the platform has committed {} only up to {}, but this outbox begins after {}: the"
              + " platform has lost what lies between; the rest goes up in a new epoch",
          stream.stream(),
          committed,
          stream.forgotten());
      return false;
    }
    return true;
  }

  private void open(UploadPlan fresh, StreamState stream, long committed) {
    fresh.open(stream.stream(), committed);
    if (committed > stream.forgotten()) {
      outbox.forget(stream.stream(), committed);
    }
  }

  /// Sends what may be sent now.
  void pump(Instant now) {
    if (plan.isEmpty() || over) {
      return;
    }
    UploadPlan open = plan.get();
    @Var Optional<Turn> turn = open.next(outbox.state(), now);
    while (turn.isPresent() && !over) {
      if (!take(open, turn.get(), now)) {
        return;
      }
      turn = open.next(outbox.state(), now);
    }
    counters.underWay(open.underWay());
  }

  /// Carries a turn out, or finds that the budget holds it back.
  ///
  /// @return whether the session goes on
  private boolean take(UploadPlan open, Turn turn, Instant now) {
    Optional<Portion> portion = read(turn);
    if (portion.isEmpty() || portion.get().from() != turn.from()) {
      end("the outbox has no entry " + turn.from() + " of " + turn.stream(), Optional.empty());
      return false;
    }
    String body = BatchText.of(turn.stream(), portion.get());
    if (open.mayGo(turn, body.length(), now)) {
      send(open, turn, portion.get(), body, now);
    } else {
      counters.held(turn.lane());
    }
    return true;
  }

  private Optional<Portion> read(Turn turn) {
    try {
      return outbox.read(turn.stream(), turn.from(), turn.entries(), turn.bytes());
    } catch (IllegalStateException e) {
      log.error("{}", e.getMessage());
      return Optional.empty();
    }
  }

  /// Time has passed.
  void tick(Instant now) {
    if (plan.isPresent() && !over) {
      for (StreamId stream : plan.get().tick(now)) {
        counters.timedOut();
        log.warn(
            "no answer to a batch of {} in time; sending again from {}",
            stream,
            plan.get().committed(stream) + 1);
      }
      if (lag.isDue(outbox.state().newest(), false, now)) {
        log.info("{} entries wait; new ones go past them", outbox.state().entries());
        outbox.cut();
      }
    }
    pump(now);
  }

  private void renew() {
    CompletableFuture<OutboxState> renewed = outbox.renew();
    var _ =
        renewed.whenComplete((state, failure) ->
            loop.execute(() -> {
              if (failure != null) {
                end("the outbox cannot begin a new epoch", Optional.empty());
              } else if (!over) {
                log.info("{} begins, {} entries wait", state.stream(), state.entries());
                UploadPlan fresh = new UploadPlan(config, budget, credit);
                state.streams().forEach(each -> fresh.open(each.stream(), 0));
                plan = Optional.of(fresh);
                pump(clock.instant());
              }
            }));
  }

  private void send(UploadPlan open, Turn turn, Portion portion, String body, Instant now) {
    counters.sent(turn.lane(), body.length(), open.isRepetition(turn));
    reach.sent(turn.stream(), portion.to());
    int round = open.sent(turn, portion.to(), Math.max(1, portion.entries().size()), now);
    channel.emit(Events.DATA, body, answer -> answered(open, turn, round, answer));
  }

  private void answered(UploadPlan open, Turn turn, int round, JsonNode answer) {
    if (over) {
      return;
    }
    try {
      if (Refusal.is(answer)) {
        refused(open, turn, round, Refusal.read(answer));
      } else {
        committed(open, turn.stream(), DataAck.read(answer));
      }
    } catch (MalformedException e) {
      end("the platform's answer to a batch is malformed: " + e.getMessage(), Optional.empty());
    }
  }

  private void committed(UploadPlan open, StreamId stream, DataAck ack) {
    counters.acknowledged();
    if (!ack.stream().equals(stream)) {
      log.warn("an acknowledgement of {} instead of {}", ack.stream(), stream);
      return;
    }
    long before = open.committed(stream);
    credit = ack.credit();
    if (open.committed(stream, ack.committed(), credit) == SendWindow.Verdict.START_OVER) {
      end("the platform has committed what was never sent", Optional.empty());
      return;
    }
    if (open.committed(stream) > before) {
      lag.moved();
      outbox.forget(stream, open.committed(stream));
    }
    pump(clock.instant());
  }

  private void refused(UploadPlan open, Turn turn, int round, Refusal refusal) {
    counters.refused();
    if (refusal.code() == RefusalCode.SEQUENCE_GAP && refusal.expected().isPresent()) {
      long expected = refusal.expected().getAsLong();
      log.info("the platform expects {} instead of {}", expected, turn.from());
      if (open.gap(turn.stream(), round, turn.from(), expected) == SendWindow.Verdict.START_OVER) {
        end("the platform expects " + expected + ", which was agreed otherwise", Optional.empty());
      } else {
        pump(clock.instant());
      }
      return;
    }
    if (Answers.endsSession(refusal)) {
      end(refusal.message(), Optional.of(refusal));
      return;
    }
    Duration wait = open.pause(turn.stream(), round, refusal.retryAfter(), clock.instant());
    if (refusal.code() != RefusalCode.BUSY) {
      log.error(
          "the platform does not take the batch from {}: {}: {}; it goes again in {} ms",
          turn.from(),
          refusal.code().word(),
          refusal.message(),
          wait.toMillis());
    }
  }

  private void end(String reason, Optional<Refusal> refusal) {
    over = true;
    end.end(reason, refusal);
  }
}
