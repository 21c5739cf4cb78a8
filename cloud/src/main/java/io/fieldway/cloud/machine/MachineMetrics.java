package io.fieldway.cloud.machine;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.wire.channel.RefusalCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// What the machine server counts.
final class MachineMetrics implements SocketIoMetrics {
  private final MeterRegistry registry;
  private final Counter batches;
  private final Counter heartbeats;
  private final Counter reports;
  private final Counter commands;
  private final Counter slow;
  private final Counter moved;
  private final Counter twinsDesired;
  private final Counter twinsReported;
  private final Counter twinsDrifted;
  private final Counter notAuthentic;
  private final Counter lockedOut;
  private final Counter revoked;
  private final Map<RefusalCode, Counter> refusals = new EnumMap<>(RefusalCode.class);

  MachineMetrics(MeterRegistry registry) {
    this.registry = registry;
    batches = counter("fieldway.batches.received", "Batches put into the queue");
    heartbeats = counter("fieldway.heartbeats.received", "Heartbeats stored");
    reports = counter("fieldway.command.reports", "Reports on commands stored");
    commands = counter("fieldway.commands.sent", "Commands that a gateway has journalled");
    slow = counter("fieldway.gateways.slow", "Gateways closed since they did not read");
    moved = counter("fieldway.gateways.moved", "Gateways told to leave since this server ends");
    twinsDesired =
        counter("fieldway.twins.desired", "Messages of desired values on gateways' disks");
    twinsReported = counter("fieldway.twins.reported", "Changes of twins that gateways reported");
    twinsDrifted =
        counter("fieldway.twins.drifted", "Twins that had drifted apart and were repaired");
    notAuthentic =
        counter(
            "fieldway.auth.failures", "Gateways, devices and join codes that were not authentic");
    lockedOut =
        counter("fieldway.auth.locked.out", "Tries of those who had failed too often before");
    revoked =
        counter("fieldway.sessions.revoked", "Sessions ended since their gateway was revoked");
    for (RefusalCode code : RefusalCode.values()) {
      refusals.put(
          code,
          Counter.builder("fieldway.refusals")
              .description("Requests of gateways answered with no")
              .tag("code", code.word())
              .register(registry));
    }
  }

  <T> void gauge(String name, String description, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(description).register(registry);
  }

  void batch() {
    batches.increment();
  }

  void heartbeat() {
    heartbeats.increment();
  }

  void report() {
    reports.increment();
  }

  void command() {
    commands.increment();
  }

  void moved() {
    moved.increment();
  }

  void twinDesired() {
    twinsDesired.increment();
  }

  void twinReported() {
    twinsReported.increment();
  }

  void drifted() {
    twinsDrifted.increment();
  }

  void notAuthentic() {
    notAuthentic.increment();
  }

  void lockedOut() {
    lockedOut.increment();
  }

  void revoked() {
    revoked.increment();
  }

  void refused(RefusalCode code) {
    Counter counter = refusals.get(code);
    if (counter != null) {
      counter.increment();
    }
  }

  @Override
  public void closed(DisconnectReason reason) {
    if (reason == DisconnectReason.SLOW_CLIENT) {
      slow.increment();
    }
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
