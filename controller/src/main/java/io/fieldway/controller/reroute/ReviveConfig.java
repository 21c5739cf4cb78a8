package io.fieldway.controller.reroute;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How dead nodes are revived.
public record ReviveConfig(
    @Key(
            "A command that starts a dead node again, with the node's name as its last argument;"
                + " empty where nobody is to. One that was drained is left as it is.")
        List<String> command,
    @Key("How long a node is dead before the command is run.") Duration after,
    @Key("How long later it is run again, as long as the node is dead.") Duration again,
    @Key("How long the command may take; then it is killed, and counted as failed.")
        Duration patience)
    implements Checked {
  public ReviveConfig(List<String> command, Duration after, Duration again, Duration patience) {
    this.command = List.copyOf(command);
    this.after = after;
    this.again = again;
    this.patience = patience;
  }

  /// Nobody is revived.
  public static ReviveConfig defaults() {
    return new ReviveConfig(
        List.of(), Duration.ofSeconds(2), Duration.ofMinutes(1), Duration.ofSeconds(30));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (after.isNegative()) {
      problems.add(new Problem("after", "expected 0s or more"));
    }
    if (again.compareTo(Duration.ofSeconds(1)) < 0) {
      problems.add(new Problem("again", "expected 1s or more"));
    }
    if (!patience.isPositive()) {
      problems.add(new Problem("patience", "expected more than 0s"));
    }
    return problems;
  }
}
