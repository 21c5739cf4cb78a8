package io.fieldway.cloud.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.cloud.queue.FeedItem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LiveReaderTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void holdsNoMoreThanItsBound() {
    LiveReader reader = new LiveReader(2);
    assertThat(reader.offer(item(1))).isTrue();
    assertThat(reader.offer(item(2))).isTrue();
    assertThat(reader.offer(item(3))).isFalse();
  }

  @Test
  void givesWhatCameInItsOrderAndNothingAfterSilence() throws Exception {
    LiveReader reader = new LiveReader(2);
    reader.offer(item(1));
    reader.offer(item(2));
    assertThat(reader.next(LONG)).contains(item(1));
    assertThat(reader.next(LONG)).contains(item(2));
    assertThat(reader.next(Duration.ZERO)).isEmpty();
  }

  @Test
  void wakesWhoeverWaitsWhenItEnds() throws Exception {
    LiveReader reader = new LiveReader(1);
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            reader.next(LONG);
            ended.complete(reader.isEnded());
          } catch (InterruptedException e) {
            ended.completeExceptionally(e);
          }
        });
    reader.end();
    assertThat(ended).succeedsWithin(Duration.ofSeconds(60)).isEqualTo(true);
  }

  @Test
  void placesInTheFeedAreOrderedByTimeThenNumber() {
    FeedPlace place = FeedPlace.parse("7-2").orElseThrow();
    assertThat(FeedPlace.parse("7-10").orElseThrow().isAfter(place)).isTrue();
    assertThat(FeedPlace.parse("10-0").orElseThrow().isAfter(place)).isTrue();
    assertThat(place.isAfter(place)).isFalse();
    assertThat(FeedPlace.parse("7")).isEmpty();
    assertThat(FeedPlace.parse("-1-2")).isEmpty();
    assertThat(FeedPlace.parse(null)).isEmpty();
  }

  private static FeedItem item(int number) {
    return new FeedItem("1-" + number, "totals", "{}");
  }
}
