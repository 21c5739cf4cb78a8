package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.wire.telemetry.StreamId;

/// How far this gateway's stream can be known to the platform: what was on disk when the process
/// began, and what it has sent since. Where the platform has committed more, the disk was put back
/// to an older state, and what was stored since bears sequences that the platform has for others.
/// Only the loop.
final class Reach {
  @Var private StreamId stream;
  @Var private long highest;

  Reach(OutboxState atStart) {
    this.stream = atStart.stream();
    this.highest = atStart.last();
  }

  boolean holds(StreamId of, long committed) {
    return committed == 0 || (of.equals(stream) && committed <= highest);
  }

  void sent(StreamId of, long to) {
    highest = of.equals(stream) ? Math.max(highest, to) : to;
    stream = of;
  }
}
