package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.gateway.uplink.SendWindow.Verdict;
import io.fieldway.gateway.uplink.UploadPlan.Turn;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class UploadPlanTest {
  private static final Instant START = Instant.parse("2026-11-21T08:30:00Z");
  private static final UplinkConfig CONFIG = UplinkConfig.DEFAULTS.withWindow(10, 100_000, 4);
  private static final StreamId OLD = new StreamId("live", 1);
  private static final StreamId LATER = new StreamId("live", 2);
  private static final StreamId NEW = new StreamId("live", 3);

  private static StreamState held(StreamId stream, long last, long forgotten) {
    return new StreamState(stream, 0, last, forgotten, last - forgotten, 0);
  }

  private static UploadPlan plan(OptionalLong credit) {
    return new UploadPlan(CONFIG, new Budget(BudgetConfig.UNBOUNDED, START), credit);
  }

  private static Turn send(UploadPlan plan, OutboxState state) {
    Turn turn = plan.next(state, START).orElseThrow();
    assertThat(plan.mayGo(turn, 1, START)).isTrue();
    long last = state.of(turn.stream()).orElseThrow().last();
    long to = Math.min(last, turn.from() + turn.entries() - 1);
    int _ = plan.sent(turn, to, (int) (to - turn.from() + 1), START);
    return turn;
  }

  @Test
  void sendsTheNewestStreamFirstAndThenTheOldest() {
    OutboxState state =
        new OutboxState(List.of(held(OLD, 1_000, 0), held(LATER, 50, 0), held(NEW, 15, 0)));
    UploadPlan plan = plan(OptionalLong.empty());
    assertThat(send(plan, state)).isEqualTo(new Turn(NEW, Lane.LIVE, 1, 10, 100_000));
    assertThat(send(plan, state)).isEqualTo(new Turn(NEW, Lane.LIVE, 11, 10, 100_000));
    assertThat(send(plan, state)).isEqualTo(new Turn(OLD, Lane.BACKLOG, 1, 10, 100_000));
    assertThat(send(plan, state)).isEqualTo(new Turn(OLD, Lane.BACKLOG, 11, 10, 100_000));
    assertThat(plan.next(state, START)).as("half the window is the backlog's").isEmpty();
    OutboxState more =
        new OutboxState(List.of(held(OLD, 1_000, 0), held(LATER, 50, 0), held(NEW, 16, 0)));
    assertThat(send(plan, more)).isEqualTo(new Turn(NEW, Lane.LIVE, 16, 10, 100_000));
  }

  @Test
  void goesOnWithTheNextStreamWhereOneIsThrough() {
    UploadPlan plan = plan(OptionalLong.empty());
    OutboxState state =
        new OutboxState(List.of(held(OLD, 5, 0), held(LATER, 50, 7), held(NEW, 0, 0)));
    assertThat(send(plan, state).stream()).isEqualTo(OLD);
    assertThat(send(plan, state)).isEqualTo(new Turn(LATER, Lane.BACKLOG, 8, 10, 100_000));
  }

  @Test
  void keepsToThePlatformsCreditAndLeavesHalfOfItToLiveReadings() {
    OutboxState state = new OutboxState(List.of(held(OLD, 1_000, 0), held(NEW, 4, 0)));
    UploadPlan plan = plan(OptionalLong.of(16));
    assertThat(send(plan, state).stream()).isEqualTo(NEW);
    assertThat(send(plan, state).entries()).isEqualTo(8);
    assertThat(plan.next(state, START)).isEmpty();
    OutboxState more = new OutboxState(List.of(held(OLD, 1_000, 0), held(NEW, 50, 0)));
    assertThat(send(plan, more).entries()).isEqualTo(4);
    assertThat(plan.next(more, START)).isEmpty();
    assertThat(plan.committed(NEW, 4, OptionalLong.of(2))).isEqualTo(Verdict.GO_ON);
    assertThat(plan.next(more, START)).as("the platform grants less now").isEmpty();
    plan.committed(OLD, 8, OptionalLong.of(100));
    assertThat(plan.next(more, START)).isPresent();
  }

  @Test
  void holdsTheBacklogBackBeforeLiveReadings() {
    Budget budget = new Budget(new BudgetConfig(1_000, 8_000), START);
    UploadPlan plan = new UploadPlan(CONFIG, budget, OptionalLong.empty());
    OutboxState state = new OutboxState(List.of(held(OLD, 1_000, 0), held(NEW, 0, 0)));
    Turn first = plan.next(state, START).orElseThrow();
    assertThat(first.bytes()).isEqualTo(2_000);
    assertThat(plan.mayGo(first, 5_000, START)).isTrue();
    int _ = plan.sent(first, 5, 5, START);
    Turn second = plan.next(state, START).orElseThrow();
    assertThat(plan.mayGo(second, 2_000, START)).isFalse();
    assertThat(plan.next(state, START)).isEmpty();
    OutboxState more = new OutboxState(List.of(held(OLD, 1_000, 0), held(NEW, 1, 0)));
    Turn live = plan.next(more, START).orElseThrow();
    assertThat(live.lane()).isEqualTo(Lane.LIVE);
    assertThat(plan.mayGo(live, 2_000, START)).isTrue();
  }

  /// Streams are cut, readings come, answers are lost, doubled and late, the platform grants more
  /// and less: every stream arrives whole, in order and once, and no more than the credit is ever
  /// under way.
  @Property(tries = 100)
  void bringsEveryStreamOverWithinTheCredit(
      @ForAll Random chance, @ForAll @IntRange(min = 0, max = 30) int lossPercent) {
    Model model = new Model(chance, lossPercent);
    @Var int step = 0;
    while (!model.isThrough()) {
      assertThat(step++).as("it comes to an end").isLessThan(100_000);
      model.step(step < 400);
    }
    model.assertWhole();
  }

  private static final class Model {
    private final Random chance;
    private final int lossPercent;
    private final List<StreamState> streams = new ArrayList<>(List.of(held(OLD, 300, 0)));
    private final Map<StreamId, Long> stored = new HashMap<>();
    private final Map<StreamId, Long> ends = new HashMap<>();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    @Var private long credit = 40;
    @Var private long granted = 40;
    @Var private Instant now = START;
    private final UploadPlan plan;

    Model(Random chance, int lossPercent) {
      this.chance = chance;
      this.lossPercent = lossPercent;
      this.plan = plan(OptionalLong.of(credit));
    }

    void step(boolean grows) {
      now = now.plusMillis(chance.nextInt(200));
      if (grows) {
        grow();
      }
      List<StreamId> _ = plan.tick(now);
      @Var Optional<Turn> turn = plan.next(state(), now);
      while (turn.isPresent()) {
        send(turn.get());
        turn = plan.next(state(), now);
      }
      for (int i = chance.nextInt(4); i > 0 && !answers.isEmpty(); i--) {
        answers.removeFirst().run();
      }
    }

    private void grow() {
      StreamState newest = streams.getLast();
      StreamId id = newest.stream();
      streams.set(
          streams.size() - 1, held(id, newest.last() + chance.nextInt(3), newest.forgotten()));
      if (chance.nextInt(60) == 0 && !newest.isDone()) {
        streams.add(held(new StreamId("live", id.epoch() + 1), 0, 0));
      }
    }

    private void send(Turn turn) {
      long last = state().of(turn.stream()).orElseThrow().last();
      long to = Math.min(last, turn.from() + chance.nextInt(turn.entries()));
      assertThat(plan.mayGo(turn, 1, now)).isTrue();
      int round = plan.sent(turn, to, (int) (to - turn.from() + 1), now);
      if (chance.nextInt(100) < lossPercent) {
        return;
      }
      long has = stored.getOrDefault(turn.stream(), 0L);
      if (turn.from() > has + 1) {
        answer(() -> go(plan.gap(turn.stream(), round, turn.from(), has + 1)));
      } else if (chance.nextInt(50) == 0) {
        answer(() -> {
          Duration _ = plan.pause(turn.stream(), round, Optional.of(Duration.ofMillis(300)), now);
        });
      } else {
        stored.merge(turn.stream(), to, Math::max);
        long holds = stored.getOrDefault(turn.stream(), 0L);
        credit = 2L + chance.nextInt(60);
        long grant = credit;
        answer(() -> committed(turn.stream(), holds, grant));
      }
    }

    private void committed(StreamId stream, long upTo, long grant) {
      granted = grant;
      go(plan.committed(stream, upTo, OptionalLong.of(grant)));
      ends.merge(stream, upTo, Math::max);
      streams.replaceAll(each ->
          each.stream().equals(stream)
              ? held(stream, each.last(), Math.max(each.forgotten(), plan.committed(stream)))
              : each);
      streams.subList(0, streams.size() - 1).removeIf(StreamState::isDone);
    }

    private void answer(Runnable one) {
      if (chance.nextInt(100) >= lossPercent) {
        answers.add(one);
      }
    }

    private static void go(Verdict verdict) {
      assertThat(verdict).isEqualTo(Verdict.GO_ON);
    }

    private OutboxState state() {
      return new OutboxState(streams);
    }

    boolean isThrough() {
      return streams.size() == 1
          && streams.getFirst().isDone()
          && now.isAfter(START.plusSeconds(40));
    }

    void assertWhole() {
      assertThat(plan.underWay()).isZero();
      assertThat(granted).isPositive();
      assertThat(ends).isEqualTo(stored);
    }
  }
}
