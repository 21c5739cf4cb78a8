package io.fieldway.gateway.driver.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/// At most one line of a kind in a while, with how many were left out. Time is an argument. May be
/// used from any thread.
final class LogLimit {
  private final Duration pause;
  private final Map<MqttRefusal, Line> lines = new EnumMap<>(MqttRefusal.class);

  /// When a kind was told last, and how many came since.
  private record Line(Instant told, long since) {}

  LogLimit(Duration pause) {
    this.pause = pause;
  }

  /// Whether to tell it now, with the number that was not told before; empty where not.
  synchronized OptionalLong admit(MqttRefusal kind, Instant now) {
    Line last = lines.get(kind);
    if (last != null && now.isBefore(last.told.plus(pause))) {
      lines.put(kind, new Line(last.told, last.since + 1));
      return OptionalLong.empty();
    }
    lines.put(kind, new Line(now, 0));
    return OptionalLong.of(last == null ? 0 : last.since);
  }
}
