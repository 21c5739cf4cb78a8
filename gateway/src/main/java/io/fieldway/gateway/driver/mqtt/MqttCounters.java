package io.fieldway.gateway.driver.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what the driver does, and tells of refusals a little. May be used from any thread.
final class MqttCounters {
  private static final Logger log = LoggerFactory.getLogger(MqttCounters.class);

  private static final Duration PAUSE = Duration.ofMinutes(1);

  final LongAdder connections = new LongAdder();
  final LongAdder sessionsLost = new LongAdder();
  final LongAdder messages = new LongAdder();
  final LongAdder unacknowledged = new LongAdder();
  final LongAdder acknowledged = new LongAdder();
  final LongAdder givenUp = new LongAdder();
  final LongAdder instructions = new LongAdder();
  final LongAdder settings = new LongAdder();
  final LongAdder unpublished = new LongAdder();
  private final Map<MqttRefusal, LongAdder> refusals = new EnumMap<>(MqttRefusal.class);
  private final LogLimit limit = new LogLimit(PAUSE);

  MqttCounters() {
    for (MqttRefusal reason : MqttRefusal.values()) {
      refusals.put(reason, new LongAdder());
    }
  }

  /// Counts a refusal, and logs it where none of its kind was logged a moment ago.
  void refused(Mapped.Refused refused, Instant now) {
    LongAdder adder = refusals.get(refused.reason());
    if (adder != null) {
      adder.increment();
    }
    OptionalLong untold = limit.admit(refused.reason(), now);
    if (untold.isPresent()) {
      log.info(
          "{}: {} ({} more of this kind were not told)",
          refused.reason().word(),
          refused.sentence(),
          untold.getAsLong());
    }
  }

  MqttStatus status(boolean connected, int present) {
    Map<MqttRefusal, Long> counts = new EnumMap<>(MqttRefusal.class);
    refusals.forEach((reason, adder) -> counts.put(reason, adder.sum()));
    return new MqttStatus(
        connected,
        present,
        connections.sum(),
        sessionsLost.sum(),
        messages.sum(),
        unacknowledged.sum(),
        acknowledged.sum(),
        givenUp.sum(),
        instructions.sum(),
        settings.sum(),
        unpublished.sum(),
        counts);
  }
}
