package io.fieldway.devices;

import com.google.errorprone.annotations.Var;
import io.fieldway.devices.instrument.IrrigationValve;
import io.fieldway.devices.instrument.SoilProbe;
import io.fieldway.devices.instrument.WeatherStation;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.telemetry.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// What can be set at a simulated device: how often it measures. It forgets this when its process
/// ends, as cheap devices do. Owned by the device's thread.
final class Settings {
  /// The device's name for the seconds between two readings.
  private static final String EVERY = "every";

  private static final double SHORTEST = 0.1;
  private static final double LONGEST = 3_600;

  private final boolean settable;
  @Var private Duration period;

  Settings(Station station, Duration period) {
    this.settable =
        switch (station.instrument()) {
          case WeatherStation _, SoilProbe _, IrrigationValve _ -> true;
          default -> false;
        };
    this.period = period;
  }

  Duration period() {
    return period;
  }

  /// What is set now.
  DeviceLine.Reported reported() {
    return new DeviceLine.Reported(OptionalLong.empty(), values(), Map.of());
  }

  /// Takes what can be taken.
  DeviceLine.Reported adopt(GatewayLine.Desired desired) {
    Map<String, String> refused = new LinkedHashMap<>();
    desired
        .values()
        .forEach((name, value) -> {
          if (!settable || !name.equals(EVERY)) {
            refused.put(name, "there is no setting " + name);
          } else if (!isPeriod(value)) {
            refused.put(name, "expected " + SHORTEST + " to " + LONGEST + " seconds");
          } else {
            period = Duration.ofMillis(Math.round(value.doubleValue() * 1_000));
          }
        });
    return new DeviceLine.Reported(OptionalLong.of(desired.version()), values(), refused);
  }

  private Map<String, JsonNode> values() {
    return settable
        ? Map.of(EVERY, new Value.Numeric(period.toMillis() / 1_000.0).json())
        : Map.of();
  }

  private static boolean isPeriod(JsonNode value) {
    return value.isNumber() && value.doubleValue() >= SHORTEST && value.doubleValue() <= LONGEST;
  }
}
