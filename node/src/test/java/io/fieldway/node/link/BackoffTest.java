package io.fieldway.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// When a peer is dialled again.
final class BackoffTest {
  private static final LinkConfig CONFIG =
      LinkConfig.defaults()
          .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMinutes(1));

  @Test
  void waitsUpToTwiceAsLongForEachFailureAndNoLongerThanTheLongest() {
    long[] longest = new long[40];
    for (@Var long seed = 0; seed < 2_000; seed++) {
      Backoff backoff = new Backoff(CONFIG, new SplittableRandom(seed));
      for (@Var int i = 0; i < longest.length; i++) {
        long wait = backoff.next(0);
        assertThat(wait).isBetween(0L, Math.min(1_000, 100L << Math.min(i, 10)));
        longest[i] = Math.max(longest[i], wait);
      }
    }
    assertThat(longest[0]).isGreaterThan(90);
    assertThat(longest[1]).isGreaterThan(180);
    assertThat(longest[2]).isGreaterThan(360);
    assertThat(longest[39]).isGreaterThan(900);
  }

  @Test
  void dialsAtOnceWhatWasUpForLongAndBeginsAnew() {
    Backoff backoff = new Backoff(CONFIG, new SplittableRandom(1));
    for (@Var int i = 0; i < 10; i++) {
      backoff.next(0);
    }
    assertThat(backoff.next(60_000)).isZero();
    assertThat(backoff.next(0)).isLessThanOrEqualTo(100);
  }

  @Test
  void goesOnWaitingLongerWhereALinkIsLostSoonAgain() {
    @Var long longest = 0;
    for (@Var long seed = 0; seed < 100; seed++) {
      Backoff backoff = new Backoff(CONFIG, new SplittableRandom(seed));
      for (@Var int i = 0; i < 10; i++) {
        backoff.next(59_999);
      }
      longest = Math.max(longest, backoff.next(59_999));
    }
    assertThat(longest).isGreaterThan(500);
  }
}
