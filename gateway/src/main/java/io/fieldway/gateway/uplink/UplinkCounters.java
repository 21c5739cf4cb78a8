package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// Counts; written by the loop, read from any thread.
final class UplinkCounters {
  private final LongAdder sessions = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder resent = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder timedOut = new LongAdder();
  private final LongAdder heartbeats = new LongAdder();
  private final Map<Lane, LongAdder> bytes = perLane();
  private final Map<Lane, LongAdder> held = perLane();
  @Var private volatile boolean live;
  @Var private volatile long underWay;

  void began() {
    sessions.increment();
    live = true;
  }

  void live(boolean now) {
    live = now;
  }

  void failed() {
    failures.increment();
  }

  void sent(Lane lane, long size, boolean again) {
    sent.increment();
    bytes(lane, size);
    if (again) {
      resent.increment();
    }
  }

  /// So many bytes went up in a lane.
  void bytes(Lane lane, long size) {
    of(bytes, lane).add(size);
  }

  /// The budget held something back.
  void held(Lane lane) {
    of(held, lane).increment();
  }

  private static LongAdder of(Map<Lane, LongAdder> counts, Lane lane) {
    return Objects.requireNonNull(counts.get(lane));
  }

  private static Map<Lane, LongAdder> perLane() {
    Map<Lane, LongAdder> counts = new EnumMap<>(Lane.class);
    for (Lane each : Lane.values()) {
      counts.put(each, new LongAdder());
    }
    return counts;
  }

  private static Map<Lane, Long> sums(Map<Lane, LongAdder> counts) {
    Map<Lane, Long> sums = new EnumMap<>(Lane.class);
    counts.forEach((lane, count) -> sums.put(lane, count.sum()));
    return sums;
  }

  void acknowledged() {
    acknowledged.increment();
  }

  void refused() {
    refused.increment();
  }

  void timedOut() {
    timedOut.increment();
  }

  void heartbeat() {
    heartbeats.increment();
  }

  void underWay(long batches) {
    underWay = batches;
  }

  UplinkCounts snapshot() {
    return new UplinkCounts(
        live,
        sessions.sum(),
        failures.sum(),
        sent.sum(),
        resent.sum(),
        acknowledged.sum(),
        refused.sum(),
        timedOut.sum(),
        underWay,
        heartbeats.sum(),
        sums(bytes),
        sums(held));
  }
}
