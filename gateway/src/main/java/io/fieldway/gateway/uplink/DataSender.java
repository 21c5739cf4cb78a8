package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.StoredEntry;
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

/// Carries the outbox to the platform during one session, as its [SendWindow] allows, and forgets
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

  /// Empty until both sides agree on where to go on.
  @Var private Optional<SendWindow> window = Optional.empty();

  @Var private boolean over;

  DataSender(
      UplinkConfig config,
      Outbox outbox,
      Reach reach,
      UplinkCounters counters,
      Loop loop,
      InstantSource clock,
      Channel channel,
      SessionEnd end) {
    this.config = config;
    this.outbox = outbox;
    this.reach = reach;
    this.counters = counters;
    this.loop = loop;
    this.clock = clock;
    this.channel = channel;
    this.end = end;
  }

  /// Agrees with the platform on where to go on. Where one of the two has lost what the other
  /// relies on (a disk or a database was restored from an older copy), what is held goes up in a
  /// new epoch: perhaps twice, but nothing is missing.
  void begin(List<Resume> resume, Instant now) {
    OutboxState state = outbox.state();
    long committed =
        resume.stream()
            .filter(each -> each.stream().equals(state.stream()))
            .mapToLong(Resume::committed)
            .findFirst()
            .orElse(0);
    boolean newer =
        resume.stream()
            .anyMatch(each ->
                each.stream().name().equals(state.stream().name())
                    && each.stream().epoch() > state.stream().epoch());
    if (newer) {
      log.warn("the platform knows a newer epoch of this gateway's stream than {}", state.stream());
    }
    if (!reach.holds(state.stream(), committed)) {
      log.error(
          "the platform has committed {} up to {}, which this outbox never sent: it was put back to an"
              + " older state; what it holds goes up in a new epoch",
          state.stream(),
          committed);
      renew();
    } else if (committed < state.forgotten()) {
      log.error(
          "the platform has committed {} only up to {}, but this outbox begins after {}: the"
              + " platform has lost what lies between; the rest goes up in a new epoch",
          state.stream(),
          committed,
          state.forgotten());
      renew();
    } else {
      open(committed, now);
    }
  }

  /// Sends what may be sent now.
  void pump(Instant now) {
    if (window.isEmpty() || over) {
      return;
    }
    SendWindow open = window.get();
    OutboxState state = outbox.state();
    @Var OptionalLong wanted = open.wanted(state.last(), now);
    while (wanted.isPresent() && !over) {
      long from = wanted.getAsLong();
      List<StoredEntry> entries = read(from);
      if (entries.isEmpty() || entries.getFirst().seq() != from) {
        end("the outbox has no entry " + from, Optional.empty());
        return;
      }
      send(open, state.stream(), entries, now);
      wanted = open.wanted(state.last(), now);
    }
    counters.underWay(open.underWay());
  }

  private List<StoredEntry> read(long from) {
    try {
      return outbox.read(from, config.batchEntries(), config.batchBytes());
    } catch (IllegalStateException e) {
      log.error("{}", e.getMessage());
      return List.of();
    }
  }

  /// Time has passed.
  void tick(Instant now) {
    window.ifPresent(open -> {
      if (open.tick(now)) {
        counters.timedOut();
        log.warn("no answer to a batch in time; sending again from {}", open.committed() + 1);
      }
    });
    pump(now);
  }

  private void open(long committed, Instant now) {
    window =
        Optional.of(
            new SendWindow(
                config.windowBatches(), config.ackTimeout(), config.maxDelay(), committed));
    if (committed > outbox.state().forgotten()) {
      outbox.forget(committed);
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
                open(0, clock.instant());
              }
            }));
  }

  private void send(SendWindow open, StreamId stream, List<StoredEntry> entries, Instant now) {
    long from = entries.getFirst().seq();
    counters.sent(open.isRepetition(from));
    reach.sent(stream, entries.getLast().seq());
    int round = open.sent(from, entries.getLast().seq(), now);
    channel.emit(
        Events.DATA,
        BatchText.of(stream, entries),
        answer -> answered(open, stream, round, from, answer));
  }

  private void answered(SendWindow open, StreamId stream, int round, long from, JsonNode answer) {
    if (over) {
      return;
    }
    try {
      if (Refusal.is(answer)) {
        refused(open, round, from, Refusal.read(answer));
      } else {
        committed(open, stream, DataAck.read(answer));
      }
    } catch (MalformedException e) {
      end("the platform's answer to a batch is malformed: " + e.getMessage(), Optional.empty());
    }
  }

  private void committed(SendWindow open, StreamId stream, DataAck ack) {
    counters.acknowledged();
    if (!ack.stream().equals(stream)) {
      log.warn("an acknowledgement of {} instead of {}", ack.stream(), stream);
      return;
    }
    long before = open.committed();
    if (open.committed(ack.committed()) == SendWindow.Verdict.START_OVER) {
      end("the platform has committed what was never sent", Optional.empty());
      return;
    }
    if (open.committed() > before) {
      outbox.forget(open.committed());
    }
    pump(clock.instant());
  }

  private void refused(SendWindow open, int round, long from, Refusal refusal) {
    counters.refused();
    Duration patience = refusal.retryAfter().orElse(open.patience());
    if (refusal.code() == RefusalCode.SEQUENCE_GAP && refusal.expected().isPresent()) {
      long expected = refusal.expected().getAsLong();
      log.info("the platform expects {} instead of {}", expected, from);
      if (open.gap(round, from, expected) == SendWindow.Verdict.START_OVER) {
        end("the platform expects " + expected + ", which was agreed otherwise", Optional.empty());
      } else {
        pump(clock.instant());
      }
    } else if (Answers.endsSession(refusal)) {
      end(refusal.message(), Optional.of(refusal));
    } else if (refusal.code() == RefusalCode.BUSY) {
      open.pause(round, patience, clock.instant());
    } else {
      log.error(
          "the platform does not take the batch from {}: {}: {}; it goes again in {} ms",
          from,
          refusal.code().word(),
          refusal.message(),
          patience.toMillis());
      open.pause(round, patience, clock.instant());
    }
  }

  private void end(String reason, Optional<Refusal> refusal) {
    over = true;
    end.end(reason, refusal);
  }
}
