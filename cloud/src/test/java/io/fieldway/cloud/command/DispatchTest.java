package io.fieldway.cloud.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.cloud.command.Dispatch.Errand;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Dispatch.Limits LIMITS =
      new Dispatch.Limits(Duration.ofMinutes(10), Duration.ofSeconds(5), 3);

  @Test
  void aDevicesCommandsGoOneAfterTheOther() {
    CommandRow first = row(1, "d-1", QueuePolicy.FIFO, Optional.empty());
    CommandRow second = row(2, "d-1", QueuePolicy.FIFO, Optional.empty());
    CommandRow other = row(3, "d-2", QueuePolicy.REPLACE, Optional.empty());
    assertThat(next(Set.of(), second, other, first))
        .containsExactly(new Errand.Offer(first), new Errand.Offer(other));
    assertThat(next(Set.of("c-1"), second, other, first))
        .as("the first is under way")
        .containsExactly(new Errand.Offer(other));
    CommandRow taken = CommandWay.taken(first, NOON).orElseThrow();
    assertThat(next(Set.of(), second, taken)).containsExactly(new Errand.Offer(second));
  }

  @Test
  void whatNeverWaitsPassesTheOthersAndSoonDoesNotGoAnyMore() {
    CommandRow first = row(1, "d-1", QueuePolicy.FIFO, Optional.empty());
    CommandRow stop = row(2, "d-1", QueuePolicy.NOW_ONLY, Optional.empty());
    assertThat(next(Set.of("c-1"), first, stop)).containsExactly(new Errand.Offer(stop));
    assertThat(Dispatch.next(List.of(stop), Set.of(), NOON.plusSeconds(5), LIMITS)).isEmpty();
  }

  @Test
  void aHeldOneGoesSomeTimeAheadAndHoldsUpNobody() {
    CommandRow held = row(1, "d-1", QueuePolicy.FIFO, Optional.of(NOON.plusSeconds(660)));
    CommandRow later = row(2, "d-1", QueuePolicy.FIFO, Optional.empty());
    assertThat(next(Set.of(), held, later)).containsExactly(new Errand.Offer(later));
    assertThat(Dispatch.next(List.of(held), Set.of(), NOON.plusSeconds(59), LIMITS)).isEmpty();
    assertThat(Dispatch.next(List.of(held), Set.of(), NOON.plusSeconds(60), LIMITS))
        .containsExactly(new Errand.Offer(held));
  }

  @Test
  void aWithdrawalThatIsNotAnsweredHoldsUpItsDevice() {
    CommandRow first =
        CommandWay.withdraw(
                row(1, "d-1", QueuePolicy.FIFO, Optional.empty()).offeredAt(NOON), "no", NOON)
            .orElseThrow();
    CommandRow second = row(2, "d-1", QueuePolicy.FIFO, Optional.empty());
    assertThat(next(Set.of(), first, second)).containsExactly(new Errand.Retract(first));
    CommandRow taken = CommandWay.taken(first, NOON).orElseThrow();
    assertThat(next(Set.of(), taken, second))
        .containsExactly(new Errand.Retract(taken), new Errand.Offer(second));
  }

  @Test
  void noMoreAreUnderWayThanTheBoundAllows() {
    CommandRow[] rows = new CommandRow[5];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(i, "d-" + i, QueuePolicy.FIFO, Optional.empty());
    }
    assertThat(next(Set.of(), rows)).hasSize(3);
    assertThat(next(Set.of("c-0", "c-1"), rows)).containsExactly(new Errand.Offer(rows[2]));
    assertThat(next(Set.of("c-0", "c-1", "c-2", "x"), rows)).isEmpty();
  }

  @Test
  void whatIsTooLateDoesNotGo() {
    CommandRow row = row(1, "d-1", QueuePolicy.FIFO, Optional.empty());
    assertThat(Dispatch.next(List.of(row), Set.of(), row.deadline(), LIMITS)).isEmpty();
  }

  private static List<Errand> next(Set<String> underWay, CommandRow... rows) {
    return Dispatch.next(List.of(rows), underWay, NOON, LIMITS);
  }

  private static CommandRow row(
      long number, String device, QueuePolicy policy, Optional<Instant> notBefore) {
    return CommandRow.stored(
            "c-" + number,
            new CommandRow.Target(device, "gw", "open", Json.object()),
            new Terms(policy, notBefore, notBefore.orElse(NOON).plusSeconds(30)),
            NOON)
        .numbered(number, NOON);
  }
}
