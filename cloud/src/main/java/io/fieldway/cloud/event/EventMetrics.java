package io.fieldway.cloud.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// What the event server counts.
final class EventMetrics {
  private final Counter offline;
  private final Counter expired;
  private final Counter forgotten;

  EventMetrics(MeterRegistry registry) {
    offline =
        Counter.builder("fieldway.gateways.offline")
            .description("Gateways that fell silent")
            .register(registry);
    expired =
        Counter.builder("fieldway.commands.expired")
            .description("Commands whose deadline passed")
            .register(registry);
    forgotten =
        Counter.builder("fieldway.audit.forgotten")
            .description("Entries of the audit removed at its bound")
            .register(registry);
  }

  void offline() {
    offline.increment();
  }

  void expired() {
    expired.increment();
  }

  void forgotten(int entries) {
    forgotten.increment(entries);
  }
}
