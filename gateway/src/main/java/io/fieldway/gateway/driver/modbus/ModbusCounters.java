package io.fieldway.gateway.driver.modbus;

import io.fieldway.gateway.driver.DriverStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the driver does. May be used from any thread.
final class ModbusCounters {
  final LongAdder connections = new LongAdder();
  final LongAdder requests = new LongAdder();
  final LongAdder exceptions = new LongAdder();
  final LongAdder unanswered = new LongAdder();
  final LongAdder readings = new LongAdder();
  final LongAdder lost = new LongAdder();
  final LongAdder executed = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder settings = new LongAdder();
  final LongAdder crowded = new LongAdder();

  DriverStatus status(int present) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("connections", connections.sum());
    counts.put("requests", requests.sum());
    counts.put("exceptions", exceptions.sum());
    counts.put("unanswered", unanswered.sum());
    counts.put("readings", readings.sum());
    counts.put("lost", lost.sum());
    counts.put("executed", executed.sum());
    counts.put("failed", failed.sum());
    counts.put("settings", settings.sum());
    counts.put("crowded", crowded.sum());
    return new DriverStatus("modbus", present, counts);
  }
}
