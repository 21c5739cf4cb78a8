package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LinkCostTest {
  private static final long SEED = 20_261_122;

  @Test
  void isOneWhereHopsAreCounted() {
    LinkCost cost = new LinkCost(new CostRule.Hops());

    assertThat(cost.measured(900_000)).isEqualTo(1);
  }

  @Test
  void isTheNumberThatWasChosen() {
    LinkCost cost = new LinkCost(CostRule.parse("40"));

    assertThat(cost.cost()).isEqualTo(40);
    assertThat(cost.measured(900_000)).isEqualTo(40);
  }

  @ParameterizedTest(name = "{0} µs cost {1}")
  @CsvSource({
    "0, 1",
    "50, 1",
    "1_600, 1",
    "2_000, 2",
    "8_000, 8",
    "11_000, 8",
    "12_000, 16",
    "100_000, 128",
    "1_000_000_000, 524_288",
    "9_000_000_000, 524_288"
  })
  void isTheRoundTripInMillisecondsInStepsThatDouble(String micros, String expected) {
    LinkCost cost = new LinkCost(new CostRule.RoundTrip());

    assertThat(cost.measured(Long.parseLong(micros.replace("_", ""))))
        .isEqualTo(Integer.parseInt(expected.replace("_", "")));
  }

  @Test
  void staysWhileTheRoundTripSwaysAroundTheMiddleOfTwoSteps() {
    SplittableRandom random = new SplittableRandom(SEED);
    LinkCost cost = new LinkCost(new CostRule.RoundTrip());
    int first = cost.measured(11_300);
    @Var int changes = 0;
    @Var int last = first;
    for (@Var int i = 0; i < 10_000; i++) {
      int now = cost.measured(random.nextLong(10_000, 12_600));
      changes += now == last ? 0 : 1;
      last = now;
    }

    assertThat(changes).isZero();
  }

  @Test
  void followsARoundTripThatStaysOther() {
    LinkCost cost = new LinkCost(new CostRule.RoundTrip());
    cost.measured(1_000);
    for (@Var int i = 0; i < 40; i++) {
      cost.measured(64_000);
    }
    assertThat(cost.cost()).isEqualTo(64);

    for (@Var int i = 0; i < 80; i++) {
      cost.measured(1_000);
    }
    assertThat(cost.cost()).isEqualTo(1);
  }

  @Test
  void passesOverOneSlowRoundTrip() {
    LinkCost cost = new LinkCost(new CostRule.RoundTrip());
    cost.measured(1_000);

    assertThat(cost.measured(6_000)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hops", "round-trip", "1", "1000000"})
  void readsARuleAndWritesItAgain(String text) {
    assertThat(CostRule.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hop", "0", "-1", "01", "1000001", "99999999999"})
  void refusesWhatIsNoRule(String text) {
    assertThatThrownBy(() -> CostRule.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
