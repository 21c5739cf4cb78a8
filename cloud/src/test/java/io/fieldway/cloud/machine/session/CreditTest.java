package io.fieldway.cloud.machine.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CreditTest {
  private static final Instant START = Instant.parse("2026-11-21T08:30:00Z");
  private static final CreditConfig CONFIG =
      new CreditConfig(Duration.ofMillis(500), 10, 1_000, 8_000, 20_000);

  private final Credit credit = new Credit(CONFIG);

  @Test
  void sharesThePoolAndGrantsEverybodySomething() {
    assertThat(credit.grant(0)).isEqualTo(1_000);
    assertThat(credit.grant(16)).isEqualTo(500);
    assertThat(credit.grant(1_000_000)).isEqualTo(10);
  }

  @Test
  void grantsLessWhereTheDatabaseIsSlowButNotTooQuickly() {
    Duration slow = Duration.ofSeconds(3);
    credit.took(slow, START);
    assertThat(credit.pool()).isEqualTo(4_000);
    credit.took(slow, START.plusMillis(499));
    assertThat(credit.pool()).as("these went before less was granted").isEqualTo(4_000);
    credit.took(slow, START.plusMillis(500));
    assertThat(credit.pool()).isEqualTo(2_000);
    for (int second = 1; second < 30; second++) {
      credit.took(slow, START.plusSeconds(second));
    }
    assertThat(credit.grant(1)).isEqualTo(10);
  }

  @Test
  void grantsMoreAgainWhereItIsQuick() {
    credit.took(Duration.ofSeconds(3), START);
    credit.took(Duration.ofMillis(400), START);
    assertThat(credit.pool()).as("neither quick nor slow").isEqualTo(4_000);
    @Var long before = credit.pool();
    for (int i = 0; i < 500; i++) {
      credit.took(Duration.ofMillis(20), START);
      assertThat(credit.pool()).isBetween(before, 20_000L);
      before = credit.pool();
    }
    assertThat(credit.pool()).isEqualTo(20_000);
  }

  @Test
  void outlivesAClockThatGoesBack() {
    credit.took(Duration.ofSeconds(3), START);
    credit.took(Duration.ofSeconds(3), START.minus(Duration.ofHours(5)));
    assertThat(credit.pool()).isEqualTo(2_000);
  }
}
