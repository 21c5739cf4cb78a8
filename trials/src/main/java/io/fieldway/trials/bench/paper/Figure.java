package io.fieldway.trials.bench.paper;

import io.fieldway.trials.bench.LinePlot;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The figures of the paper's §4.2, and what each of them takes from the times of a transmission.
enum Figure {
  CONSUMER(14, "at the consumer, node 1"),
  PATH(15, "mean over the path's nodes"),
  EDGE(16, "at the edge node, 6");

  private final int number;
  private final String what;

  Figure(int number, String what) {
    this.number = number;
    this.what = what;
  }

  int number() {
    return number;
  }

  String what() {
    return what;
  }

  /// Its value, of the completion times at the nodes of a path, from the edge to the consumer.
  double millis(List<Duration> times) {
    return switch (this) {
      case CONSUMER -> times.getLast().toNanos() / 1e6;
      case PATH -> times.stream().mapToLong(Duration::toNanos).average().orElse(0) / 1e6;
      case EDGE -> times.getFirst().toNanos() / 1e6;
    };
  }

  Measure measure(int items) {
    return Measure.lower(
        "fig%d_%d".formatted(number, items),
        String.format(Locale.ROOT, "Fig. %d, %s: %,d items", number, what, items),
        "ms");
  }

  /// The plot of what was measured.
  LinePlot plot(List<Integer> sizes, Results results) {
    List<LinePlot.Line> lines = new ArrayList<>();
    for (Way way : Way.values()) {
      List<LinePlot.Point> points = new ArrayList<>();
      for (int size : sizes) {
        results
            .median(way.title(), measure(size))
            .ifPresent(median -> points.add(new LinePlot.Point(size, median)));
      }
      String kind = way == Way.SHORTEST ? "shortest path, " : "without it, ";
      lines.add(new LinePlot.Line(kind + way.title(), points));
    }
    return new LinePlot(
        "Completion time " + what, "items transmitted", "completion time, ms (median)", lines);
  }

  /// The share of the longer way's time that the shortest path takes, in the middle of all sizes.
  String summary(List<Integer> sizes, Results results) {
    double[] ratios =
        sizes.stream()
            .mapToDouble(size ->
                results
                    .ratio(Way.SHORTEST.title(), Way.LONGER.title(), measure(size))
                    .orElse(Double.NaN))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return ratios.length == 0
        ? "Figure %d, %s: nothing was measured.".formatted(number, what)
        : String.format(
            Locale.ROOT,
            "Figure %d, %s: the longer way takes %.2f times as long as the shortest path, in the"
                + " middle of all sizes; from %.2f to %.2f.",
            number,
            what,
            ratios[ratios.length / 2],
            ratios[0],
            ratios[ratios.length - 1]);
  }

  static List<Measure> measures(List<Integer> sizes) {
    return Arrays.stream(values()).flatMap(figure -> sizes.stream().map(figure::measure)).toList();
  }
}
