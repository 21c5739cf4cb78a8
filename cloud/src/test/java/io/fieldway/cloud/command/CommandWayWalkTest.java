package io.fieldway.cloud.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Every event in every state a command can be in.
class CommandWayWalkTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant DEADLINE = NOON.plusSeconds(60);
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5));
  private static final Instant LONG_AFTER = DEADLINE.plusSeconds(3_600);

  @Test
  void anEndStaysUnlessTheGatewayHadNoWord() {
    for (CommandRow row : rows()) {
      events()
          .forEach((name, event) -> {
            Optional<CommandRow> next = event.apply(row);
            if (row.state().isFinal() && row.state() != CommandState.EXPIRED) {
              assertThat(next.map(CommandRow::state).orElse(row.state()))
                  .as("%s in %s", name, row)
                  .isEqualTo(row.state());
            }
          });
    }
  }

  @Test
  void nothingGoesBack() {
    for (CommandRow row : rows()) {
      events()
          .forEach((name, event) ->
              event
                  .apply(row)
                  .ifPresent(next -> {
                    boolean forward =
                        next.state() == row.state()
                            || CommandWay.follows(row.state(), next.state());
                    assertThat(forward).as("%s in %s gives %s", name, row, next).isTrue();
                    assertThat(next.changed()).as("%s in %s", name, row).isAfterOrEqualTo(NOON);
                    if (row.offered().isPresent()) {
                      assertThat(next.offered()).as("%s in %s", name, row).isPresent();
                    }
                  }));
    }
  }

  @Test
  void whatIsToldTwiceIsStoredOnce() {
    for (CommandRow row : rows()) {
      events()
          .forEach((name, event) -> {
            CommandRow once = event.apply(row).orElse(row);
            if (!name.endsWith("late")) {
              assertThat(event.apply(once).orElse(once)).as("%s in %s", name, row).isEqualTo(once);
            }
          });
    }
  }

  @Test
  void onlyWhatItsGatewayCannotHaveIsCancelledWithoutAskingIt() {
    for (CommandRow row : rows()) {
      CommandRow next = CommandWay.withdraw(row, "not wanted", NOON).orElse(row);
      if (row.state() != CommandState.CANCELLED && next.state() == CommandState.CANCELLED) {
        assertThat(row.offered()).as("%s", row).isEmpty();
        assertThat(row.state()).isIn(CommandState.ACCEPTED, CommandState.STORED);
      }
      boolean asked = row.withdrawal().isEmpty() && next.withdrawal().isPresent();
      if (asked) {
        assertThat(next.cancelling()).as("%s", row).isTrue();
        assertThat(CommandWay.offer(next, NOON)).as("it is not sent again: %s", next).isEmpty();
      }
    }
  }

  @Test
  void everythingEndsInTime() {
    for (CommandRow row : rows()) {
      CommandRow later = CommandWay.late(row, LONG_AFTER, PATIENCE).orElse(row);
      CommandRow last = CommandWay.late(later, LONG_AFTER, PATIENCE).orElse(later);
      boolean ends = last.state().isFinal() || row.state() == CommandState.ACCEPTED;
      assertThat(ends).as("%s", row).isTrue();
    }
  }

  private static Map<String, Function<CommandRow, Optional<CommandRow>>> events() {
    Map<String, Function<CommandRow, Optional<CommandRow>>> events = new LinkedHashMap<>();
    events.put("offer", row -> CommandWay.offer(row, NOON));
    events.put("taken", row -> CommandWay.taken(row, NOON));
    for (RefusalCode code : RefusalCode.values()) {
      Refusal refusal = Refusal.of(code, "no");
      events.put("refused " + code, row -> CommandWay.refused(row, refusal, NOON));
    }
    for (CommandState state : CommandState.values()) {
      CommandReport report =
          new CommandReport("c", state, NOON.minusSeconds(9), Optional.empty(), Json.object());
      events.put("reported " + state, row -> CommandWay.reported(row, report, NOON));
      events.put("withdrawn " + state, row -> CommandWay.withdrawn(row, state, NOON));
    }
    events.put("withdraw", row -> CommandWay.withdraw(row, "not wanted", NOON));
    events.put("late", row -> CommandWay.late(row, NOON.plusSeconds(6), PATIENCE));
    events.put("too late", row -> CommandWay.late(row, LONG_AFTER, PATIENCE));
    return events;
  }

  private static List<CommandRow> rows() {
    List<CommandRow> rows = new ArrayList<>();
    for (QueuePolicy policy : QueuePolicy.values()) {
      CommandRow plain =
          CommandRow.stored(
              "c",
              new CommandRow.Target("d", "gw", "open", Json.object()),
              new Terms(policy, Optional.empty(), DEADLINE),
              NOON);
      for (CommandState state : CommandState.values()) {
        CommandRow row = plain.moved(state, NOON, Optional.empty(), Json.object());
        for (CommandRow each : List.of(row, row.offeredAt(NOON))) {
          rows.add(each);
          rows.add(each.with(new Withdrawal("not wanted", false)));
          rows.add(each.with(new Withdrawal("not wanted", true)));
        }
      }
    }
    return rows;
  }
}
