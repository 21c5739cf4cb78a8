package io.fieldway.cloud.event;

import static io.fieldway.cloud.stage.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateTest {
  @Test
  void measuresTheGrowthOverThePeriod() {
    Rate rate = new Rate(Duration.ofSeconds(10));
    assertThat(rate.perSecond(NOON, 1_000)).isZero();
    assertThat(rate.perSecond(NOON.plusSeconds(2), 1_100)).isEqualTo(50);
    assertThat(rate.perSecond(NOON.plusSeconds(20), 1_100)).isZero();
    assertThat(rate.perSecond(NOON.plusSeconds(22), 900)).as("never below zero").isZero();
  }
}
