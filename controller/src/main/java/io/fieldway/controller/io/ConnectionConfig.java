package io.fieldway.controller.io;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.List;

/// The times of the connections to the nodes.
public record ConnectionConfig(
    @Key("How long a connection may take to come about.") Duration connectTimeout,
    @Key("How soon a node is dialled again after a first failure.") Duration retryLeast,
    @Key("How late a node is dialled again after many failures.") Duration retryMost)
    implements Checked {
  public static ConnectionConfig defaults() {
    return new ConnectionConfig(
        Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(2));
  }

  @Override
  public List<Problem> problems() {
    return retryLeast.isPositive() && retryLeast.compareTo(retryMost) <= 0
        ? List.of()
        : List.of(
            new Problem(
                "retry-least", "expected from 1ms to retry-most, " + retryMost.toMillis() + "ms"));
  }
}
