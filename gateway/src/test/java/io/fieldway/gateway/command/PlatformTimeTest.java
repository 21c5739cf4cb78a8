package io.fieldway.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PlatformTimeTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  /// Our clock is wrong by `error`; the platform wrote its time some time after we asked and some
  /// time before we had it.
  @Property(tries = 500)
  void isNeverTooEarlyAndNeverTooLate(
      @ForAll @LongRange(min = -100_000_000, max = 100_000_000) long error,
      @ForAll @LongRange(min = 0, max = 20_000_000) long downMicros,
      @ForAll @LongRange(min = 0, max = 20_000_000) long upMicros,
      @ForAll @LongRange(min = 0, max = 100_000) long later,
      @ForAll @LongRange(min = -50_000, max = 50_000) long from) {
    Instant asked = NOON;
    Instant written = asked.plusNanos(upMicros * 1_000);
    Instant answered = written.plusNanos(downMicros * 1_000);
    PlatformTime time = new PlatformTime();
    time.heard(written, asked.plusMillis(error), answered.plusMillis(error));
    Instant now = answered.plusMillis(later);
    Instant ours = now.plusMillis(error);
    Instant moment = now.plusMillis(from);
    if (time.hasCome(moment, ours)) {
      assertThat(moment).as("not too early").isBeforeOrEqualTo(now);
    }
    if (!time.mayHaveCome(moment, ours)) {
      assertThat(moment).as("not too late").isAfter(now);
    }
    Duration width = Duration.between(asked, answered).plusMillis(3);
    assertThat(time.hasCome(now.minus(width), ours)).as("the window is the round trip").isTrue();
    assertThat(time.mayHaveCome(now.plus(width), ours)).isFalse();
  }

  @Test
  void isTakenUpAfterARestartUnlessTheClockHasGoneBack() {
    PlatformTime before = new PlatformTime();
    before.heard(NOON.plusSeconds(7_200), NOON, NOON);
    PlatformTime.Known known = before.known().orElseThrow();
    PlatformTime time = new PlatformTime();
    time.restore(known, NOON.minusMillis(1));
    assertThat(time.known()).isEmpty();
    assertThat(time.hasCome(NOON, NOON)).as("nothing is known").isFalse();
    assertThat(time.mayHaveCome(NOON, NOON)).isFalse();
    time.restore(known, NOON);
    assertThat(time.hasCome(NOON.plusSeconds(7_199), NOON)).isTrue();
  }
}
