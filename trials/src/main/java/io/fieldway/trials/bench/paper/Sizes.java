package io.fieldway.trials.bench.paper;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;

/// How many items are transmitted: from, to, in steps of.
record Sizes(int from, int to, int step) {
  /// Reads the three numbers of an option.
  ///
  /// @throws IllegalArgumentException where they make no sizes
  static Sizes of(List<Integer> numbers) {
    if (numbers.size() != 3
        || numbers.get(0) < 1
        || numbers.get(1) < numbers.get(0)
        || numbers.get(2) < 1) {
      throw new IllegalArgumentException(
          "expected items as FROM,TO,STEP with 1 ≤ FROM ≤ TO and 1 ≤ STEP, got " + numbers);
    }
    return new Sizes(numbers.get(0), numbers.get(1), numbers.get(2));
  }

  List<Integer> all() {
    List<Integer> all = new ArrayList<>();
    for (@Var int size = from; size <= to; size += step) {
      all.add(size);
    }
    return all;
  }
}
