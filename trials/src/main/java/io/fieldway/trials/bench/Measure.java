package io.fieldway.trials.bench;

/// Something a bench measures.
///
/// @param id its name in JSON, such as `append_16`
/// @param title its row in the table
/// @param unit such as `entries/s`
record Measure(String id, String title, String unit, Better better) {

  /// Which way is good; a ratio above 1 is always the better one.
  enum Better {
    HIGHER,
    LOWER
  }

  static Measure higher(String id, String title, String unit) {
    return new Measure(id, title, unit, Better.HIGHER);
  }

  static Measure lower(String id, String title, String unit) {
    return new Measure(id, title, unit, Better.LOWER);
  }

  /// How many times better a value is than the reference.
  double ratio(double value, double reference) {
    return better == Better.HIGHER ? value / reference : reference / value;
  }
}
