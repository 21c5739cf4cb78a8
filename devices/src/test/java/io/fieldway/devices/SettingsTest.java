package io.fieldway.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.instrument.IrrigationPump;
import io.fieldway.devices.instrument.WeatherStation;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.telemetry.Value;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SettingsTest {
  private static final Station MAST =
      new Station("weather-1", "A mast", "weather-station", new WeatherStation(0));
  private static final Station PUMP = new Station("pump-1", "A pump", "pump", new IrrigationPump());

  @Test
  void takesAPeriodAndSaysSo() {
    Settings settings = new Settings(MAST, Duration.ofSeconds(5));
    assertThat(settings.reported().values()).containsEntry("every", json("5"));
    DeviceLine.Reported answer =
        settings.adopt(new GatewayLine.Desired(7, Map.of("every", json("0.5"))));
    assertThat(answer.version()).isEqualTo(OptionalLong.of(7));
    assertThat(answer.values()).containsEntry("every", json("0.5"));
    assertThat(answer.refused()).isEmpty();
    assertThat(settings.period()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void refusesWhatItCannotBe() {
    Settings settings = new Settings(MAST, Duration.ofSeconds(5));
    DeviceLine.Reported answer =
        settings.adopt(
            new GatewayLine.Desired(8, Map.of("every", json("5000"), "colour", json("1"))));
    assertThat(answer.refused())
        .containsEntry("every", "expected 0.1 to 3600.0 seconds")
        .containsEntry("colour", "there is no setting colour");
    assertThat(settings.period()).isEqualTo(Duration.ofSeconds(5));
    assertThat(new Settings(PUMP, Duration.ofSeconds(5)).reported().values()).isEmpty();
  }

  private static JsonNode json(String number) {
    return new Value.Numeric(Double.parseDouble(number)).json();
  }
}
