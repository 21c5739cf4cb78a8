package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.config.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RoutingConfigTest {
  @Test
  void findsNothingWrongInItsDefaults() {
    assertThat(RoutingConfig.defaults().problems()).isEmpty();
  }

  @Test
  void findsAllThatIsWrongAtOnce() {
    RoutingConfig wrong =
        new RoutingConfig(
            new CostRule.Hops(),
            Duration.ofMillis(-1),
            Duration.ZERO,
            10,
            10,
            10,
            99,
            100,
            10,
            RoutingConfig.SMALLEST_CONTROL);

    assertThat(wrong.problems())
        .extracting(Problem::key)
        .containsExactly("pace", "forget-after", "maximum-interest-characters");
  }
}
