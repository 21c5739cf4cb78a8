package io.fieldway.trials.instructions;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.Terms;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandSimulationTest {
  private static final int RUNS = 200;

  @Test
  void aHeldCommandIsDoneOnTimeThoughTheLinkIsDownThen() {
    CommandSimulation field = calm(1);
    Instant time = field.world.now().plusSeconds(50);
    CommandRow row = field.order("d-0", "open", held(QueuePolicy.FIFO, time, 5));
    field.world.run(20_000);
    field.link.cut();
    field.platform.lost();
    field.world.run(40_000);
    Instant begun = field.executions("d-0").getFirst().at();
    assertThat(begun).isBetween(time, time.plusSeconds(1));
    field.link.heal();
    field.world.run(60_000);
    assertThat(state(field, row)).isIn(CommandState.EXECUTED, CommandState.FAILED);
  }

  @Test
  void aHeldCommandWhoseGatewayWasAwayIsDoneUntilItsDeadline() {
    CommandSimulation field = calm(2);
    field.cut(30_000);
    Instant time = field.world.now().plusSeconds(10);
    CommandRow row = field.order("d-0", "open", held(QueuePolicy.FIFO, time, 60));
    field.world.run(60_000);
    assertThat(field.executions("d-0")).hasSize(1);
    assertThat(state(field, row)).isIn(CommandState.EXECUTED, CommandState.FAILED);
  }

  @Test
  void whatItsGatewayCannotHaveIsCancelledAtOnce() {
    CommandSimulation field = calm(3);
    field.cut(30_000);
    CommandRow row = field.order("d-0", "open", until(field, QueuePolicy.FIFO, 60));
    field.platform.withdraw(row.id());
    assertThat(state(field, row)).isEqualTo(CommandState.CANCELLED);
    field.world.run(60_000);
    assertThat(field.executions("d-0")).isEmpty();
  }

  @Test
  void whatWaitsAtItsGatewayIsCancelledByIt() {
    CommandSimulation field = calm(4);
    field.disconnect("d-0");
    CommandRow row = field.order("d-0", "open", until(field, QueuePolicy.FIFO, 60));
    field.world.run(5_000);
    assertThat(state(field, row)).isEqualTo(CommandState.AT_GATEWAY);
    field.platform.withdraw(row.id());
    field.killGateway(2_000);
    field.killPlatform(1_000);
    field.world.run(20_000);
    assertThat(state(field, row)).isEqualTo(CommandState.CANCELLED);
    field.connect("d-0");
    field.world.run(60_000);
    assertThat(field.executions("d-0")).isEmpty();
  }

  @Test
  void theLatestOfSeveralReplacesTheOthers() {
    CommandSimulation field = calm(5);
    field.disconnect("d-0");
    List<CommandRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rows.add(field.order("d-0", "set", until(field, QueuePolicy.REPLACE, 60)));
      field.world.run(1_000);
    }
    field.connect("d-0");
    field.world.run(20_000);
    assertThat(field.executions("d-0"))
        .extracting(each -> each.command().id())
        .containsExactly(rows.getLast().id());
    for (CommandRow each : rows.subList(0, 3)) {
      assertThat(state(field, each)).isEqualTo(CommandState.CANCELLED);
    }
  }

  @Test
  void whatNeverWaitsFailsWhereTheGatewayIsNotReached() {
    CommandSimulation field = calm(6);
    CommandRow row =
        field.platform.order("d-0", "open", until(field, QueuePolicy.NOW_ONLY, 60), false);
    assertThat(state(field, row)).isEqualTo(CommandState.FAILED);
    CommandRow other = field.order("d-0", "open", until(field, QueuePolicy.NOW_ONLY, 60));
    field.cut(20_000);
    field.world.run(60_000);
    assertThat(state(field, other)).isEqualTo(CommandState.FAILED);
    assertThat(field.executions("d-0")).isEmpty();
  }

  @Test
  void invariantsHoldWhateverHappens() {
    long first = Long.getLong("fieldway.seed", 1);
    int runs = Integer.getInteger("fieldway.runs", RUNS);
    System.out.println("CommandSimulationTest seeds " + first + " to " + (first + runs - 1));
    @Var int ended = 0;
    for (int run = 0; run < runs; run++) {
      long seed = first + run;
      try {
        ended += chaos(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "-Dfieldway.seed=" + seed + " -Dfieldway.runs=1: " + e.getMessage(), e);
      }
    }
    assertThat(ended).as("commands that were executed").isGreaterThan(runs);
  }

  @Test
  void theSameSeedIsTheSameRun() {
    CommandSimulation one = new CommandSimulation(11);
    CommandSimulation other = new CommandSimulation(11);
    one.disturb(60_000);
    other.disturb(60_000);
    assertThat(one.platform.rows).isNotEmpty().isEqualTo(other.platform.rows);
  }

  private static int chaos(long seed) {
    CommandSimulation field = new CommandSimulation(seed);
    field.disturb(80_000);
    field.heal();
    field.check();
    return field.devices.values().stream().mapToInt(each -> each.executions.size()).sum();
  }

  /// A field where nothing goes wrong by itself.
  private static CommandSimulation calm(long seed) {
    CommandSimulation field = new CommandSimulation(seed);
    field.link.heal();
    field.world.run(3_000);
    return field;
  }

  private static Terms until(CommandSimulation field, QueuePolicy policy, long seconds) {
    return new Terms(policy, Optional.empty(), field.world.now().plusSeconds(seconds));
  }

  private static Terms held(QueuePolicy policy, Instant time, long seconds) {
    return new Terms(policy, Optional.of(time), time.plusSeconds(seconds));
  }

  private static CommandState state(CommandSimulation field, CommandRow row) {
    return field.row(row.id()).state();
  }
}
