package io.fieldway.devices.instrument;

import io.fieldway.devices.world.Weather;
import io.fieldway.devices.world.World;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A mast with a thermometer, a light sensor, cups, a vane and a tipping bucket.
///
/// @param number tells masts apart
public record WeatherStation(int number) implements Instrument {
  private static final double MILLIMETRES_A_TIP = 0.2;

  /// The light sensor's counts, of 4095, at one W/m².
  private static final double LIGHT_COUNTS = 4;

  @Override
  public Map<String, JsonNode> measure(World world) {
    Weather weather = world.weather();
    double higher = number * 0.4;
    return new Raw(world.at().toEpochMilli() * 31 + number)
        .counts("t", weather.temperature() - higher, 10, 0.6, -400, 850)
        .counts("rh", weather.humidity() + higher, 10, 3, 0, 1_000)
        .counts("p", weather.pressure() - higher, 10, 0.6, 3_000, 11_000)
        .counts("lux", weather.sun(), LIGHT_COUNTS, 4, 0, 4_095)
        .counts("ws", weather.wind() + higher, 100, 25, 0, 6_000)
        .whole("wd", Math.floorMod(Math.round(weather.windFrom()), 360))
        .whole("tips", (long) (weather.fallen() / MILLIMETRES_A_TIP))
        .counts("rr", weather.rain(), 10, 0, 0, 5_000)
        .values();
  }

  @Override
  public Outcome act(World world, String action, JsonNode input) {
    return Instrument.unknown(action);
  }
}
