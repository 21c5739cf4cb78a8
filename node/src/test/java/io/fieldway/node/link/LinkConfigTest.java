package io.fieldway.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.config.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The times of a link that cannot stand.
final class LinkConfigTest {
  @Test
  void hasDefaultsThatCanStand() {
    assertThat(LinkConfig.defaults().problems()).isEmpty();
  }

  @Test
  void saysWhatCannotStand() {
    LinkConfig wrong =
        LinkConfig.defaults()
            .withHello(Duration.ZERO, 3)
            .withConnectTimeout(Duration.ofNanos(1))
            .withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO);
    assertThat(wrong.problems())
        .containsExactly(
            new Problem("hello", "expected at least 1 ms, got PT0S"),
            new Problem("connect-timeout", "expected at least 1 ms, got PT0.000000001S"),
            new Problem(
                "maximum-backoff", "expected at least the backoff of 2000 ms, got 1000 ms"));
  }
}
