package io.fieldway.devices.world;

/// A bed of soil around one probe.
///
/// @param moisture volumetric water content, in %
/// @param temperature of the soil, in °C
public record Plot(double moisture, double temperature) {
  /// Above this, water seeps away within hours.
  public static final double FIELD_CAPACITY = 42;

  public static final double SATURATED = 60;
  public static final double DRIEST = 5;

  private static final double PERCENT_PER_LITRE = 0.5;
  private static final double PERCENT_PER_MILLIMETRE = 0.9;

  Plot step(Weather weather, double fieldHours, double litres) {
    double rise = litres * PERCENT_PER_LITRE + weather.rain() * fieldHours * PERCENT_PER_MILLIMETRE;
    double thirst = (moisture - DRIEST) / FIELD_CAPACITY;
    double evaporated =
        thirst * fieldHours * (0.05 + 0.45 * weather.sun() / 950 + 0.01 * weather.wind());
    double seeped = Math.max(0, moisture - FIELD_CAPACITY) * (1 - Math.exp(-fieldHours / 4));
    double later = moisture + rise - evaporated - seeped;
    return new Plot(
        Math.max(DRIEST, Math.min(SATURATED, later)),
        weather.temperature() + (temperature - weather.temperature()) * Math.exp(-fieldHours / 6));
  }
}
