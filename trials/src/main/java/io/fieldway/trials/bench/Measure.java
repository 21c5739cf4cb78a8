package io.fieldway.trials.bench;

/// Something a bench measures.
///
/// @param id its name in JSON, such as `append_16`
/// @param title its row in the table
/// @param unit such as `entries/s`
public record Measure(String id, String title, String unit, Better better) {

  /// Which way is good; a ratio above 1 is always the better one.
  public enum Better {
    HIGHER,
    LOWER
  }

  public static Measure higher(String id, String title, String unit) {
    return new Measure(id, title, unit, Better.HIGHER);
  }

  public static Measure lower(String id, String title, String unit) {
    return new Measure(id, title, unit, Better.LOWER);
  }

  /// How many times better a value is than the reference.
  public double ratio(double value, double reference) {
    return better == Better.HIGHER ? value / reference : reference / value;
  }
}
