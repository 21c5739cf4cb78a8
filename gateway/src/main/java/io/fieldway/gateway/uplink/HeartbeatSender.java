package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heard;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// The heartbeats of one session: at its beginning, then regularly, and soon after a device has
/// come or gone. Where several in a row have no answer, the link is dead. Only the loop.
final class HeartbeatSender {
  private final UplinkConfig config;
  private final Duration interval;
  private final Supplier<Heartbeat> source;
  private final BiConsumer<Optional<Instant>, Duration> time;
  private final InstantSource clock;
  private final UplinkCounters counters;
  private final Channel channel;
  private final SessionEnd end;

  @Var private Instant last = Instant.MIN;
  @Var private boolean soon;
  @Var private int unanswered;
  @Var private Instant unansweredSince = Instant.MAX;

  HeartbeatSender(
      UplinkConfig config,
      Duration interval,
      Supplier<Heartbeat> source,
      BiConsumer<Optional<Instant>, Duration> time,
      InstantSource clock,
      UplinkCounters counters,
      Channel channel,
      SessionEnd end) {
    this.config = config;
    this.interval = interval.compareTo(config.heartbeat()) < 0 ? interval : config.heartbeat();
    this.source = source;
    this.time = time;
    this.clock = clock;
    this.counters = counters;
    this.channel = channel;
    this.end = end;
  }

  /// Time has passed.
  ///
  /// @param changed whether there is something the platform should hear soon
  void tick(Instant now, boolean changed) {
    soon = soon || changed;
    boolean due = last.equals(Instant.MIN) || !now.isBefore(last.plus(interval));
    boolean allowed = soon && unanswered == 0 && !now.isBefore(last.plus(config.heartbeatFloor()));
    if (due && isDead(now)) {
      end.end("no answer to " + unanswered + " heartbeats", Optional.empty());
    } else if (due || allowed) {
      soon = false;
      last = now;
      unansweredSince = unanswered == 0 ? now : unansweredSince;
      unanswered++;
      counters.heartbeat();
      channel.emit(
          Events.HEARTBEAT, Json.write(source.get().json()), answer -> answered(answer, now));
    }
  }

  private boolean isDead(Instant now) {
    return unanswered >= config.missedHeartbeats()
        && !now.isBefore(unansweredSince.plus(config.answerTimeout()));
  }

  private void answered(JsonNode answer, Instant asked) {
    unanswered = 0;
    try {
      Optional<Instant> platform = Heard.timeIn(answer);
      if (platform.isPresent()) {
        time.accept(platform, Duration.between(asked, clock.instant()));
      }
    } catch (MalformedException e) {
      end.end("the platform tells no time: " + e.getMessage(), Optional.empty());
      return;
    }
    if (Refusal.is(answer)) {
      Refusal refusal = Answers.refusal(answer);
      if (Answers.endsSession(refusal)) {
        end.end(refusal.message(), Optional.of(refusal));
      }
    }
  }
}
