package io.fieldway.gateway.driver.coap;

import io.fieldway.gateway.driver.DriverStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the driver does. May be used from any thread.
final class CoapCounters {
  final LongAdder requests = new LongAdder();
  final LongAdder readings = new LongAdder();
  final LongAdder instructions = new LongAdder();
  final LongAdder crowded = new LongAdder();
  final LongAdder unknownResults = new LongAdder();
  private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();

  /// An answer with a code such as `4.00`.
  void answered(String code) {
    answers.computeIfAbsent(code, key -> new LongAdder()).increment();
  }

  DriverStatus status(int present, long observers) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("requests", requests.sum());
    counts.put("readings", readings.sum());
    counts.put("observers", observers);
    counts.put("instructions", instructions.sum());
    counts.put("crowded", crowded.sum());
    counts.put("unknown-results", unknownResults.sum());
    answers.forEach((code, count) -> counts.put("answered-" + code, count.sum()));
    return new DriverStatus("coap", present, counts);
  }
}
