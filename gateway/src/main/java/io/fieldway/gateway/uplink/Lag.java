package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;

/// Says when new readings should go into another stream, past those that wait: at a session's
/// beginning, and while one lasts when readings have waited for too long. Not again before the
/// platform has committed something since. It measures by what it has seen itself; a clock that
/// jumps makes it wait or cut once, no more. A core; it outlives sessions.
final class Lag {
  private final LagConfig config;

  /// Where the newest stream ended when it was marked.
  @Var private StreamId stream = new StreamId("", 0);

  @Var private long mark;
  @Var private Instant marked = Instant.MIN;
  @Var private Instant cut = Instant.MIN;
  @Var private boolean moved = true;

  Lag(LagConfig config) {
    this.config = config;
  }

  /// The platform has committed something.
  void moved() {
    moved = true;
  }

  /// Whether another stream should begin now; if so, that is counted as done.
  ///
  /// @param begins whether a session begins
  boolean isDue(StreamState newest, boolean begins, Instant now) {
    boolean waits = newest.entries() >= config.cutEntries();
    boolean lags = waits && moved && (begins || hasWaited(newest, now));
    if (!lags || (now.isAfter(cut) && now.isBefore(cut.plus(config.cutEvery())))) {
      return false;
    }
    cut = now;
    moved = false;
    return true;
  }

  private boolean hasWaited(StreamState newest, Instant now) {
    boolean fresh = newest.stream().equals(stream) && mark > newest.forgotten();
    if (!fresh || now.isBefore(marked)) {
      stream = newest.stream();
      mark = newest.last();
      marked = now;
      return false;
    }
    return !now.isBefore(marked.plus(config.liveDelay()));
  }
}
