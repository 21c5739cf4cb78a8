package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.config.Problem;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CrossingConfigTest {
  @Test
  void findsNothingWrongInItsDefaults() {
    assertThat(CrossingConfig.defaults().problems()).isEmpty();
  }

  @Test
  void findsAllThatIsWrongAtOnce() {
    CrossingConfig wrong =
        CrossingConfig.of(
            List.of(
                new LinkFilter("b", List.of("t/#", "t/#/u"), List.of("$share/g/t")),
                new LinkFilter("", List.of(), Collections.nCopies(257, "x".repeat(100)))));

    assertThat(wrong.problems())
        .extracting(Problem::key)
        .containsExactly(
            "filters[0].exports",
            "filters[0].imports",
            "filters[1].imports",
            "filters[1].peer",
            "filters");
  }
}
