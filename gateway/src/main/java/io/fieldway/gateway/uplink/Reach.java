package io.fieldway.gateway.uplink;

import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.wire.telemetry.StreamId;
import java.util.HashMap;
import java.util.Map;

/// How far this gateway's streams can be known to the platform: what was on disk when the process
/// began, and what it has sent since. Where the platform has committed more, the disk was put back
/// to an older state, and what was stored since bears sequences that the platform has for others.
/// Only the loop.
final class Reach {
  private final Map<StreamId, Long> highest = new HashMap<>();

  Reach(OutboxState atStart) {
    atStart.streams().forEach(each -> highest.put(each.stream(), each.last()));
  }

  boolean holds(StreamId of, long committed) {
    return committed <= highest.getOrDefault(of, 0L);
  }

  void sent(StreamId of, long to) {
    highest.merge(of, to, Math::max);
  }

  /// Only the streams that there are still.
  void keepOnly(OutboxState state) {
    highest.keySet().removeIf(stream -> state.of(stream).isEmpty());
  }
}
