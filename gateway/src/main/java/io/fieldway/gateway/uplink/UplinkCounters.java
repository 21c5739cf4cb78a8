package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
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

  void sent(boolean again) {
    sent.increment();
    if (again) {
      resent.increment();
    }
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
        heartbeats.sum());
  }
}
