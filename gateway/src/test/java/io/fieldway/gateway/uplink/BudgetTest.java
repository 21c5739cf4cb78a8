package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final Instant START = Instant.parse("2026-11-21T08:30:00Z");

  private static Budget budget() {
    return new Budget(new BudgetConfig(1_000, 8_000), START);
  }

  @Test
  void holdsNobodyBackWithoutABound() {
    Budget budget = new Budget(BudgetConfig.UNBOUNDED, START);
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.ask(Lane.BLOB, 1L << 30, START)).isZero();
    }
    assertThat(budget.portion()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void leavesToEachLaneWhatLowerOnesMayNotTake() {
    Budget budget = budget();
    assertThat(budget.ask(Lane.BLOB, 2_000, START)).isZero();
    assertThat(budget.ask(Lane.BLOB, 2_000, START)).isZero();
    assertThat(budget.ask(Lane.BLOB, 2_000, START)).isEqualTo(Duration.ofSeconds(2));
    assertThat(budget.ask(Lane.BACKLOG, 2_000, START)).isZero();
    assertThat(budget.ask(Lane.BACKLOG, 2_000, START)).isEqualTo(Duration.ofSeconds(2));
    assertThat(budget.ask(Lane.LIVE, 2_000, START)).isZero();
    assertThat(budget.ask(Lane.LIVE, 500, START)).isEqualTo(Duration.ofMillis(500));
    assertThat(budget.ask(Lane.LIVE, 500, START.plusMillis(500))).isZero();
  }

  @Test
  void letsUrgentThingsGoAlwaysAndTheOthersPay() {
    Budget budget = budget();
    assertThat(budget.ask(Lane.URGENT, 12_000, START)).isZero();
    assertThat(budget.ask(Lane.URGENT, 1_000, START)).isZero();
    assertThat(budget.ask(Lane.LIVE, 1_000, START)).isEqualTo(Duration.ofSeconds(6));
  }

  @Test
  void letsAMessageGoThatIsLargerThanTheBurst() {
    Budget budget = budget();
    assertThat(budget.ask(Lane.BLOB, 1_000_000, START)).isZero();
    assertThat(budget.ask(Lane.LIVE, 1, START)).isEqualTo(Duration.ofMinutes(1));
    assertThat(budget.ask(Lane.LIVE, 1, START.plusSeconds(993))).isZero();
  }

  @Test
  void givesNothingForAClockThatGoesBackAndABurstForOneThatLeaps() {
    Budget budget = budget();
    assertThat(budget.ask(Lane.URGENT, 8_000, START)).isZero();
    Instant back = START.minus(Duration.ofHours(5));
    assertThat(budget.ask(Lane.LIVE, 1_000, back)).isEqualTo(Duration.ofSeconds(1));
    assertThat(budget.ask(Lane.LIVE, 1_000, back.plusSeconds(1))).isZero();
    Instant ahead = START.plus(Duration.ofHours(5));
    assertThat(budget.ask(Lane.URGENT, 8_000, ahead)).isZero();
    assertThat(budget.ask(Lane.LIVE, 1, ahead)).isPositive();
  }

  /// Live readings take all they get: never more than the budget says, and nothing is left for
  /// lower lanes; once they pause, the backlog takes all.
  @Property(tries = 100)
  void neverGivesMoreThanItHasAndServesHigherLanesFirst(
      @ForAll Random chance, @ForAll @IntRange(min = 100, max = 100_000) int rate) {
    long burst = 8_000;
    Budget budget = new Budget(new BudgetConfig(rate, burst), START);
    @Var long sent = 0;
    @Var Instant now = START;
    for (int step = 0; step < 1_000; step++) {
      Lane busy = step < 500 ? Lane.LIVE : Lane.BACKLOG;
      @Var long bytes = 1L + chance.nextInt((int) budget.portion());
      while (budget.ask(busy, bytes, now).isZero()) {
        sent += bytes;
        bytes = 1L + chance.nextInt((int) budget.portion());
      }
      assertThat(budget.ask(Lane.BLOB, budget.portion(), now)).isPositive();
      long allowed = burst + Duration.between(START, now).toMillis() * rate / 1_000;
      assertThat(sent).isLessThanOrEqualTo(allowed + 1);
      now = now.plusMillis(chance.nextInt(20));
    }
    long most = burst + Duration.between(START, now).toMillis() * rate / 1_000;
    assertThat(sent).isGreaterThanOrEqualTo(most - burst - 20L * rate / 1_000);
  }
}
