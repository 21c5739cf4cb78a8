package io.fieldway.cloud.machine;

import static io.fieldway.cloud.stage.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  @Test
  void letsABurstThroughAndThenSoManyASecond() {
    TokenBucket bucket = new TokenBucket(10, 3, NOON);
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take(NOON)).isEmpty();
    }
    assertThat(bucket.take(NOON)).contains(Duration.ofMillis(100));
    assertThat(bucket.take(NOON.plusMillis(50))).contains(Duration.ofMillis(100));
    assertThat(bucket.take(NOON.plusMillis(100))).isEmpty();
    assertThat(bucket.take(NOON.plusMillis(100))).isPresent();
  }

  @Test
  void sendsThoseAwayWhoComeTogetherOneAfterTheOther() {
    TokenBucket bucket = new TokenBucket(10, 1, NOON);
    assertThat(bucket.take(NOON)).isEmpty();
    for (int i = 1; i <= 1_000; i++) {
      assertThat(bucket.take(NOON)).contains(Duration.ofMillis(i * 100L));
    }
    assertThat(bucket.take(NOON.plusSeconds(60))).isEmpty();
    assertThat(bucket.take(NOON.plusSeconds(60))).contains(Duration.ofMillis(40_100));
    assertThat(bucket.take(NOON.plusSeconds(200))).isEmpty();
    assertThat(bucket.take(NOON.plusSeconds(200))).contains(Duration.ofMillis(100));
  }

  @Test
  void savesNoMoreThanTheBurst() {
    TokenBucket bucket = new TokenBucket(10, 2, NOON);
    for (int i = 0; i < 2; i++) {
      assertThat(bucket.take(NOON.plusSeconds(3_600))).isEmpty();
    }
    assertThat(bucket.take(NOON.plusSeconds(3_600))).isPresent();
  }
}
