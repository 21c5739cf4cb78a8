package io.fieldway.routing.topic;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// What properties are tried with: topics, filters, and what is done with them.
final class Texts {
  private static final int LEVELS = 5;

  private Texts() {}

  static Arbitrary<String> topics() {
    return levels(Naive.LITERALS).filter(text -> !text.isEmpty());
  }

  static Arbitrary<String> filters() {
    Arbitrary<String> plain =
        levels(Stream.concat(Naive.LITERALS.stream(), Stream.of("+", "+", "+")).toList());
    return Combinators.combine(plain, Arbitraries.integers().between(0, 3))
        .as((text, ending) -> ending == 0 ? text + "/#" : text)
        .filter(text -> !text.isEmpty())
        .edgeCases(cases -> cases.add("#"));
  }

  private static Arbitrary<String> levels(List<String> alphabet) {
    return Arbitraries.of(alphabet)
        .list()
        .ofMinSize(1)
        .ofMaxSize(LEVELS)
        .map(levels -> String.join("/", levels));
  }
}
