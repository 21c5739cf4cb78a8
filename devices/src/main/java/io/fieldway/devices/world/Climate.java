package io.fieldway.devices.world;

import java.time.Duration;

/// How fast the day runs and how much it rains.
///
/// @param dayLength how long one day of the field takes in real time; 24 hours is true to life, ten
///   minutes shows a visitor a whole day
/// @param showerShare how much of the time it rains, from 0 (never) to 1
public record Climate(Duration dayLength, double showerShare) {
  /// The longest span computed at once.
  static final long LONGEST_STEP_MILLIS = 1_000;

  public Climate {
    if (dayLength.toMillis() < 1_000 || showerShare < 0 || showerShare > 1) {
      throw new IllegalArgumentException(
          "a day takes at least a second and it rains between 0 and 1 of the time, not "
              + dayLength
              + " and "
              + showerShare);
    }
  }

  /// A day in ten minutes with a shower now and then.
  public static Climate brisk() {
    return new Climate(Duration.ofMinutes(10), 0.15);
  }

  /// Hours of the field's day that pass in seconds of real time.
  double fieldHours(double seconds) {
    return seconds * 1000 / dayLength.toMillis() * 24;
  }
}
