package io.fieldway.trials.bench.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The load generator notices what a broker does wrong; a judge that finds everything in order
/// would be of no use.
class LoadTest {
  private static final Duration TIME = Duration.ofMillis(300);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void findsNothingWrongWhereNothingIs(int qos) throws Exception {
    Outcome outcome = run(Relay.Mischief.NONE, Traffic.of(3, 2, qos, 64, 100));
    assertThat(outcome.faults().any()).isFalse();
    assertThat(outcome.checked()).isPositive().isGreaterThanOrEqualTo(outcome.delivered()).isEven();
  }

  @Test
  void seesThatOneMessageWasLost() throws Exception {
    assertThat(run(Relay.Mischief.LOSE, Traffic.oneToOne(1, 64, 2_000)).faults())
        .isEqualTo(new Outcome.Faults(1, 0));
  }

  @Test
  void seesThatOneMessageCameTwice() throws Exception {
    assertThat(run(Relay.Mischief.REPEAT, Traffic.oneToOne(0, 64, 2_000)).faults())
        .isEqualTo(new Outcome.Faults(0, 1));
  }

  @Test
  void seesThatTwoMessagesChangedPlaces() throws Exception {
    // The later one comes where the earlier was expected, then the earlier comes late.
    assertThat(run(Relay.Mischief.SWAP, Traffic.oneToOne(1, 64, 2_000)).faults())
        .isEqualTo(new Outcome.Faults(1, 1));
  }

  @Test
  void measuresEveryMessageOfAFixedRate() throws Exception {
    try (Relay relay = new Relay(Relay.Mischief.NONE)) {
      RateLoad.Latencies latencies =
          RateLoad.run(
              relay.address(), Traffic.oneToOne(1, 64, 1_000), 1_000, Duration.ofMillis(100), TIME);
      assertThat(latencies.checked()).isEqualTo(300);
      assertThat(latencies.faults().any()).isFalse();
      assertThat(latencies.micros(50)).isPositive();
      assertThat(latencies.micros(99)).isGreaterThanOrEqualTo(latencies.micros(50));
    }
  }

  /// A window of more messages than the chosen one lets the mischief happen however slow the
  /// machine is.
  private static Outcome run(Relay.Mischief mischief, Traffic traffic) throws IOException {
    try (Relay relay = new Relay(mischief)) {
      return WindowLoad.run(relay.address(), traffic, TIME, TIME, () -> 0);
    }
  }
}
