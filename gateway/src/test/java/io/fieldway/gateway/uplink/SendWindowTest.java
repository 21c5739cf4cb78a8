package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.uplink.SendWindow.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SendWindowTest {
  private static final Instant START = Instant.EPOCH;
  private static final Duration ACK = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static SendWindow window(int batches, long committed) {
    return new SendWindow(batches, ACK, LONGEST, committed);
  }

  private static int send(SendWindow window, long to) {
    long from = window.wanted(Long.MAX_VALUE, START).orElseThrow();
    return window.sent(from, to, 1, START);
  }

  @Test
  void letsNoMoreBatchesGoThanItHolds() {
    SendWindow window = window(2, 0);
    send(window, 10);
    send(window, 20);
    assertThat(window.wanted(100, START)).isEmpty();
    assertThat(window.committed(10)).isEqualTo(Verdict.GO_ON);
    assertThat(window.wanted(100, START)).hasValue(21);
  }

  @Test
  void wantsNothingBeyondTheEndOfTheStream() {
    SendWindow window = window(2, 7);
    assertThat(window.wanted(7, START)).isEmpty();
    assertThat(window.wanted(8, START)).hasValue(8);
  }

  @Test
  void goesBackToTheLastCommitWhenAnAnswerIsLate() {
    SendWindow window = window(4, 0);
    send(window, 10);
    send(window, 20);
    window.committed(10);
    assertThat(window.tick(START.plus(ACK).minusMillis(1))).isFalse();
    assertThat(window.tick(START.plus(ACK))).isTrue();
    assertThat(window.wanted(100, START)).hasValue(11);
    assertThat(window.isRepetition(11)).isTrue();
    assertThat(window.isRepetition(21)).isFalse();
  }

  @Test
  void waitsLongerEachTimeThatNothingIsCommitted() {
    SendWindow window = window(1, 0);
    @Var Instant now = START;
    for (int seconds : List.of(5, 10, 20, 40, 60, 60)) {
      window.sent(1, 1, 1, now);
      assertThat(window.tick(now.plusSeconds(seconds).minusMillis(1))).isFalse();
      now = now.plusSeconds(seconds);
      assertThat(window.tick(now)).isTrue();
    }
    window.sent(1, 1, 1, now);
    window.committed(1);
    window.sent(2, 2, 1, now);
    assertThat(window.tick(now.plus(ACK))).isTrue();
  }

  @Test
  void countsAnAcknowledgementThatComesAfterGoingBack() {
    SendWindow window = window(4, 0);
    send(window, 10);
    window.tick(START.plus(ACK));
    assertThat(window.committed(10)).isEqualTo(Verdict.GO_ON);
    assertThat(window.wanted(100, START)).hasValue(11);
  }

  @Test
  void goesBackToWhatThePlatformExpects() {
    SendWindow window = window(4, 0);
    send(window, 10);
    int round = send(window, 20);
    assertThat(window.gap(round, 11, 1)).isEqualTo(Verdict.GO_ON);
    assertThat(window.wanted(100, START)).hasValue(1);
    assertThat(window.gap(round, 11, 1))
        .as("an answer of the round before")
        .isEqualTo(Verdict.GO_ON);
    assertThat(window.wanted(100, START)).hasValue(1);
  }

  @Test
  void startsOverWhereTheSidesDoNotAgree() {
    SendWindow ahead = window(4, 0);
    send(ahead, 10);
    assertThat(ahead.committed(11)).isEqualTo(Verdict.START_OVER);
    assertThat(ahead.gap(0, 1, 12)).isEqualTo(Verdict.START_OVER);
    SendWindow behind = window(4, 100);
    int round = send(behind, 110);
    assertThat(behind.gap(round, 101, 50)).isEqualTo(Verdict.START_OVER);
    assertThat(behind.gap(round, 101, 101)).as("it is what was sent").isEqualTo(Verdict.START_OVER);
  }

  @Test
  void sendsNothingWhileThePlatformIsBusy() {
    SendWindow window = window(4, 0);
    send(window, 10);
    int round = send(window, 20);
    window.pause(round, Duration.ofSeconds(2), START);
    assertThat(window.wanted(100, START.plusMillis(1999))).isEmpty();
    assertThat(window.wanted(100, START.plusSeconds(2))).hasValue(1);
  }

  /// A link that loses, delays and answers as a platform may: go-back-N brings everything over, in
  /// order and once, whatever happens.
  @Property(tries = 300)
  void losesNothingAndKeepsOrderOverALossyLink(
      @ForAll Random chance,
      @ForAll @IntRange(min = 1, max = 400) int entries,
      @ForAll @IntRange(min = 1, max = 9) int batches,
      @ForAll @IntRange(min = 0, max = 45) int lossPercent) {
    LossyPlatform platform = new LossyPlatform(chance, lossPercent);
    SendWindow window = window(batches, 0);
    @Var Instant now = START;
    for (int step = 0; window.committed() < entries; step++) {
      assertThat(step).as("it comes to an end").isLessThan(2_000_000);
      platform.deliver(now, window);
      window.tick(now);
      @Var OptionalLong from = window.wanted(entries, now);
      while (from.isPresent()) {
        long to = Math.min(entries, from.getAsLong() + chance.nextInt(20));
        int round = window.sent(from.getAsLong(), to, 1, now);
        platform.receive(from.getAsLong(), to, round, now);
        from = window.wanted(entries, now);
      }
      assertThat(window.underWay()).isLessThanOrEqualTo(batches);
      now = now.plusMillis(50);
    }
    assertThat(platform.stored).hasSize(entries).isSorted().doesNotHaveDuplicates();
  }

  /// Stores what follows what it has, refuses holes, is busy at times; batches and answers get lost
  /// or come late, but the connection keeps their order.
  private static final class LossyPlatform {
    private final Random chance;
    private final int lossPercent;
    private final List<Long> stored = new ArrayList<>();
    private final PriorityQueue<Answer> answers =
        new PriorityQueue<>((one, other) -> one.at.compareTo(other.at));
    @Var private Instant lastAnswer = START;

    private record Answer(Instant at, int round, long from, Kind kind, long number) {}

    private enum Kind {
      COMMITTED,
      GAP,
      BUSY
    }

    LossyPlatform(Random chance, int lossPercent) {
      this.chance = chance;
      this.lossPercent = lossPercent;
    }

    void receive(long from, long to, int round, Instant now) {
      if (lost()) {
        return;
      }
      long has = stored.size();
      if (chance.nextInt(40) == 0) {
        answer(new Answer(later(now), round, from, Kind.BUSY, 0));
      } else if (from > has + 1) {
        answer(new Answer(later(now), round, from, Kind.GAP, has + 1));
      } else {
        for (long seq = has + 1; seq <= to; seq++) {
          stored.add(seq);
        }
        answer(new Answer(later(now), round, from, Kind.COMMITTED, stored.size()));
      }
    }

    void deliver(Instant now, SendWindow window) {
      while (!answers.isEmpty() && !answers.peek().at.isAfter(now)) {
        Answer answer = answers.remove();
        Verdict verdict =
            switch (answer.kind) {
              case COMMITTED -> window.committed(answer.number);
              case GAP -> window.gap(answer.round, answer.from, answer.number);
              case BUSY -> {
                window.pause(answer.round, Duration.ofMillis(300), now);
                yield Verdict.GO_ON;
              }
            };
        assertThat(verdict).isEqualTo(Verdict.GO_ON);
      }
    }

    private void answer(Answer answer) {
      if (!lost()) {
        answers.add(answer);
      }
    }

    private boolean lost() {
      return chance.nextInt(100) < lossPercent;
    }

    private Instant later(Instant now) {
      Instant at = now.plusMillis(chance.nextInt(4_000));
      lastAnswer = at.isAfter(lastAnswer) ? at : lastAnswer;
      return lastAnswer;
    }
  }
}
