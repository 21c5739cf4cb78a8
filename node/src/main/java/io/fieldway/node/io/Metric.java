package io.fieldway.node.io;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// One metric of Prometheus' text format: its name, what it says, and where it is found.
record Metric<S>(String name, Kind kind, String help, ToDoubleFunction<S> value) {
  /// How a metric moves.
  enum Kind {
    COUNTER,
    GAUGE
  }

  static <S> Metric<S> counter(String name, String help, ToDoubleFunction<S> value) {
    return new Metric<>("fieldway_" + name + "_total", Kind.COUNTER, help, value);
  }

  static <S> Metric<S> gauge(String name, String help, ToDoubleFunction<S> value) {
    return new Metric<>("fieldway_" + name, Kind.GAUGE, help, value);
  }

  /// The lines that come before the values.
  void describe(StringBuilder out) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ');
    out.append(kind.name().toLowerCase(Locale.ROOT)).append('\n');
  }

  /// One value.
  ///
  /// @param labels with their braces, or empty
  void sample(StringBuilder out, String labels, S source) {
    double number = value.applyAsDouble(source);
    out.append(name).append(labels).append(' ');
    if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
      out.append((long) number);
    } else {
      out.append(number);
    }
    out.append('\n');
  }
}
