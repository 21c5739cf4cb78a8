package io.fieldway.cloud.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesWhileTheChildDiesYoungAndBeginsAnewAfterALongLife() {
    Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofMillis(150));
    Duration young = Duration.ofMillis(10);
    assertThat(backoff.next(young)).isEqualTo(Duration.ofMillis(50));
    assertThat(backoff.next(young)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.next(young)).isEqualTo(Duration.ofMillis(150));
    assertThat(backoff.next(young)).isEqualTo(Duration.ofMillis(150));
    assertThat(backoff.next(Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(50));
    assertThat(backoff.next(young)).isEqualTo(Duration.ofMillis(100));
  }
}
