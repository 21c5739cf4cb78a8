package io.fieldway.gateway.driver.tcp;

import io.fieldway.wire.device.ErrorCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts what the driver refused. May be used from any thread.
final class TcpCounters {
  private final Map<ErrorCode, LongAdder> refusals = new EnumMap<>(ErrorCode.class);
  private final LongAdder cutOff = new LongAdder();

  TcpCounters() {
    for (ErrorCode code : ErrorCode.values()) {
      refusals.put(code, new LongAdder());
    }
  }

  void refused(ErrorCode code) {
    LongAdder adder = refusals.get(code);
    if (adder != null) {
      adder.increment();
    }
  }

  void cutOff() {
    cutOff.increment();
  }

  Map<ErrorCode, Long> refusals() {
    Map<ErrorCode, Long> counts = new EnumMap<>(ErrorCode.class);
    refusals.forEach((code, adder) -> counts.put(code, adder.sum()));
    return counts;
  }

  long cutOffCount() {
    return cutOff.sum();
  }
}
