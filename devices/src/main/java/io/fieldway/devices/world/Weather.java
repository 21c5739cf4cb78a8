package io.fieldway.devices.world;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/// What is in the air.
///
/// @param sun in W/m², on level ground
/// @param temperature in °C
/// @param humidity relative, in %
/// @param pressure in hPa
/// @param wind in m/s
/// @param windFrom where it blows from, in degrees from north
/// @param cloud cover, from 0 to 1
/// @param rain in mm an hour of the field's day
/// @param fallen all rain so far, in mm
/// @param spell what the sky is turning to
public record Weather(
    double sun,
    double temperature,
    double humidity,
    double pressure,
    double wind,
    double windFrom,
    double cloud,
    double rain,
    double fallen,
    Spell spell) {

  private static final double FULL_SUN = 950;

  /// A shower that has become this thin is over.
  private static final double DRIZZLE = 0.05;

  /// What the sky turns to, and until when.
  public record Spell(double cloud, double rain, Instant until) {}

  static Weather fair(Instant at) {
    return new Weather(
        0, 12, 70, 1_013, 2.5, 230, 0.2, 0, 0, new Spell(0.2, 0, at.plusSeconds(90)));
  }

  Weather step(Instant next, double phase, double hours, Climate climate, long seed) {
    SplittableRandom chance =
        new SplittableRandom(seed * 0x9E3779B97F4A7C15L + next.toEpochMilli());
    Spell turn = next.isBefore(spell.until) ? spell : nextSpell(next, climate, chance);
    double laterCloud = towards(cloud, turn.cloud, hours, 0.4);
    double laterRain = laterCloud > 0.5 ? towards(rain, turn.rain, hours, 0.2) : 0;
    double height = Math.max(0, Math.sin((phase - 0.25) * 2 * Math.PI));
    double warmth =
        13 + 8 * Math.sin((phase - 0.375) * 2 * Math.PI) - 3 * laterCloud - 0.25 * laterRain;
    double laterTemperature = towards(temperature, warmth, hours, 1);
    double damp = 85 - 2.6 * (laterTemperature - 8) + 12 * laterCloud + 3 * laterRain;
    return new Weather(
        FULL_SUN * height * (1 - 0.75 * laterCloud),
        laterTemperature,
        clamp(towards(humidity, damp, hours, 0.8), 15, 100),
        towards(pressure, 1_018 - 14 * laterCloud, hours, 3),
        clamp(
            towards(wind, 2 + 3 * height + 4 * laterCloud, hours, 1) + gust(chance, 1.2, hours),
            0,
            25),
        turnBy(windFrom, gust(chance, 20, hours)),
        laterCloud,
        laterRain < DRIZZLE && turn.rain == 0 ? 0 : laterRain,
        fallen + laterRain * hours,
        turn);
  }

  /// Clouds come before rain: a shower is a spell with thick cloud. Its length is part of a day.
  private static Spell nextSpell(Instant now, Climate climate, SplittableRandom chance) {
    boolean shower = chance.nextDouble() < climate.showerShare() * 2;
    double days = shower ? chance.nextDouble(0.04, 0.1) : chance.nextDouble(0.08, 0.2);
    Instant until = now.plus(Duration.ofMillis((long) (climate.dayLength().toMillis() * days)));
    return shower
        ? new Spell(chance.nextDouble(0.8, 1), chance.nextDouble(2, 12), until)
        : new Spell(chance.nextDouble(0, 0.6), 0, until);
  }

  /// A random push that over the same time is the same in long steps and short ones.
  private static double gust(SplittableRandom chance, double strength, double hours) {
    return chance.nextDouble(-1, 1) * strength * Math.sqrt(Math.min(hours, 1));
  }

  private static double towards(double value, double target, double hours, double slowness) {
    return target + (value - target) * Math.exp(-hours / slowness);
  }

  private static double turnBy(double degrees, double by) {
    return ((degrees + by) % 360 + 360) % 360;
  }

  private static double clamp(double value, double least, double most) {
    return Math.max(least, Math.min(most, value));
  }
}
