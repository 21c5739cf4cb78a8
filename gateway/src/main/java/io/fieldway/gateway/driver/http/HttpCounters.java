package io.fieldway.gateway.driver.http;

import io.fieldway.gateway.driver.DriverStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the driver does. May be used from any thread.
final class HttpCounters {
  final LongAdder requests = new LongAdder();
  final LongAdder readings = new LongAdder();
  final LongAdder cutOff = new LongAdder();
  private final Map<Integer, LongAdder> answers = new ConcurrentSkipListMap<>();

  void answered(int status) {
    answers.computeIfAbsent(status, key -> new LongAdder()).increment();
  }

  DriverStatus status(int present) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("requests", requests.sum());
    counts.put("readings", readings.sum());
    counts.put("cut-off", cutOff.sum());
    answers.forEach((status, count) -> counts.put("answered-" + status, count.sum()));
    return new DriverStatus("http", present, counts);
  }
}
