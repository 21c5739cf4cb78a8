package io.fieldway.devices;

import io.fieldway.devices.instrument.Camera;
import io.fieldway.devices.instrument.Instrument;
import io.fieldway.devices.instrument.IrrigationPump;
import io.fieldway.devices.instrument.IrrigationValve;
import io.fieldway.devices.instrument.SoilProbe;
import io.fieldway.devices.instrument.WeatherStation;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// One device of the simulated field: who it is and what it measures with.
record Station(String id, String title, String model, Instrument instrument) {
  private static final List<String> MODELS =
      List.of("weather-station", "soil-probe", "irrigation-valve", "pump", "camera");

  /// The ten devices that speak with the gateway over TCP.
  static List<Station> overTcp() {
    return List.of(
        new Station("weather-1", "Weather, north mast", "weather-station", new WeatherStation(0)),
        new Station("weather-2", "Weather, south mast", "weather-station", new WeatherStation(1)),
        new Station("soil-1", "Soil, plot 1", "soil-probe", new SoilProbe(0)),
        new Station("soil-2", "Soil, plot 2", "soil-probe", new SoilProbe(1)),
        new Station("soil-3", "Soil, plot 3", "soil-probe", new SoilProbe(2)),
        new Station("soil-4", "Soil, plot 4", "soil-probe", new SoilProbe(3)),
        new Station("valve-1", "Valve, plots 1 and 2", "irrigation-valve", new IrrigationValve(0)),
        new Station("valve-2", "Valve, plots 3 and 4", "irrigation-valve", new IrrigationValve(1)),
        new Station("pump-1", "Pump and tank", "pump", new IrrigationPump()),
        new Station("camera-1", "Camera over the plots", "camera", new Camera()));
  }

  /// The three devices that publish to a node, of a part of the field that is far from the gateway.
  static List<Station> overMqtt() {
    return List.of(
        new Station("soil-5", "Soil, plot 5", "soil-probe", new SoilProbe(4)),
        new Station("soil-6", "Soil, plot 6", "soil-probe", new SoilProbe(5)),
        new Station("valve-3", "Valve, plots 5 and 6", "irrigation-valve", new IrrigationValve(2)));
  }

  /// The models of all stations, read from this module's resources.
  static List<ThingModel> models() {
    return MODELS.stream().map(Station::model).toList();
  }

  Duration period(FieldConfig config) {
    return switch (instrument) {
      case WeatherStation station -> config.atRate(config.weatherEvery());
      case SoilProbe probe -> config.atRate(config.soilEvery());
      case IrrigationValve valve -> config.atRate(config.valveEvery());
      case IrrigationPump pump -> config.atRate(config.pumpEvery());
      case Camera camera -> config.cameraEvery();
    };
  }

  private static ThingModel model(String id) {
    String name = "models/" + id + ".tm.json";
    try (InputStream in = Station.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from this module");
      }
      return ThingModel.read(
          Json.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
