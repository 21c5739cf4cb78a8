package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LagTest {
  private static final Instant START = Instant.parse("2026-11-21T08:30:00Z");
  private static final LagConfig CONFIG =
      new LagConfig(Duration.ofSeconds(1), 100, Duration.ofSeconds(10));

  private final Lag lag = new Lag(CONFIG);

  private static StreamState held(long epoch, long last, long forgotten) {
    return new StreamState(new StreamId("live", epoch), 0, last, forgotten, last - forgotten, 0);
  }

  @Test
  void leavesBehindWhatWaitsWhenASessionBegins() {
    assertThat(lag.isDue(held(1, 99, 0), true, START)).as("it is little").isFalse();
    assertThat(lag.isDue(held(1, 100, 0), true, START)).isTrue();
  }

  @Test
  void leavesBehindWhatHasWaitedForTooLong() {
    assertThat(lag.isDue(held(1, 500, 0), false, START)).isFalse();
    assertThat(lag.isDue(held(1, 600, 499), false, START.plusMillis(999))).isFalse();
    assertThat(lag.isDue(held(1, 700, 499), false, START.plusSeconds(1))).isTrue();
  }

  @Test
  void waitsWhereThePlatformKeepsUp() {
    for (int second = 0; second < 100; second++) {
      StreamState held = held(1, 500 + second * 200L, second * 200L);
      assertThat(lag.isDue(held, false, START.plusMillis(400L * second))).isFalse();
    }
  }

  @Test
  void leavesNothingBehindAgainBeforeThePlatformHasTakenSomething() {
    assertThat(lag.isDue(held(1, 500, 0), true, START)).isTrue();
    Instant later = START.plusSeconds(60);
    assertThat(lag.isDue(held(2, 500, 0), true, later)).isFalse();
    lag.moved();
    assertThat(lag.isDue(held(2, 500, 0), true, later)).isTrue();
    lag.moved();
    assertThat(lag.isDue(held(3, 500, 0), true, later.plusSeconds(9))).as("too soon").isFalse();
    assertThat(lag.isDue(held(3, 500, 0), true, later.plusSeconds(10))).isTrue();
  }

  @Test
  void outlivesAClockThatGoesBack() {
    assertThat(lag.isDue(held(1, 500, 0), true, START)).isTrue();
    lag.moved();
    Instant back = START.minus(Duration.ofHours(7));
    assertThat(lag.isDue(held(2, 500, 0), true, back)).isTrue();
    lag.moved();
    assertThat(lag.isDue(held(3, 500, 0), false, back.plusSeconds(20))).isFalse();
    assertThat(lag.isDue(held(3, 500, 0), false, back.plusSeconds(21))).isTrue();
  }
}
