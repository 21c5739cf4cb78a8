package io.fieldway.trials.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// The values of all rounds, by contestant and measure. Confined to the thread that runs the bench.
public final class Results {
  private final Map<String, Map<Measure, List<Double>>> values = new LinkedHashMap<>();

  /// Makes room for a contestant; the table shows contestants in this order.
  void enter(String contestant) {
    values.putIfAbsent(contestant, new LinkedHashMap<>());
  }

  void add(String contestant, Measure measure, double value) {
    values
        .computeIfAbsent(contestant, each -> new LinkedHashMap<>())
        .computeIfAbsent(measure, each -> new ArrayList<>())
        .add(value);
  }

  List<String> contestants() {
    return List.copyOf(values.keySet());
  }

  /// What was recorded, in the order of the rounds; empty where the measure does not apply.
  List<Double> values(String contestant, Measure measure) {
    return Collections.unmodifiableList(
        values.getOrDefault(contestant, Map.of()).getOrDefault(measure, List.of()));
  }

  /// The median of all rounds; empty where the measure does not apply.
  public OptionalDouble median(String contestant, Measure measure) {
    return median(values(contestant, measure));
  }

  /// How many times better a contestant is than a reference: the median of the ratios of each
  /// round, so that a slow minute of the machine, which falls on both, does not count.
  public OptionalDouble ratio(String contestant, String reference, Measure measure) {
    List<Double> values = values(contestant, measure);
    List<Double> references = values(reference, measure);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(values.size(), references.size()); i++) {
      double ratio = measure.ratio(values.get(i), references.get(i));
      if (Double.isFinite(ratio)) { // nothing is not so many times better than something
        ratios.add(ratio);
      }
    }
    return median(ratios);
  }

  private static OptionalDouble median(List<Double> values) {
    if (values.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return OptionalDouble.of(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }
}
