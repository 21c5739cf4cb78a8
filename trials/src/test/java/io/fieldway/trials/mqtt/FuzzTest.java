package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.bench.fuzz.Fuzz;
import io.fieldway.trials.stage.StageNode;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running node and clients whose packets went wrong by chance: it refuses what it must, and
/// nothing else happens. `fieldway bench fuzz` does the same at length.
final class FuzzTest {
  private static final int MUTATIONS = 30_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String HEAP = "96m";
  private static final long MOST_RESIDENT = 224L << 20;
  private static final String BOUNDS =
      """
      network:
        connects-per-second: 1000000
      broker:
        maximum-queued-bytes: 8MiB
        maximum-pending-bytes: 256KiB
      """;

  @TempDir Path home;

  @Test
  void nothingThatClientsSayHarmsTheNodeOrOthers() throws Exception {
    long seed = System.nanoTime();
    System.out.println("FuzzTest: seed " + seed);
    try (StageNode node = new StageNode(home, HEAP, BOUNDS);
        WellBehaved others = new WellBehaved(node)) {
      double connections = node.metric("fieldway_connections");

      Fuzz.Outcome outcome =
          new Fuzz(node.address(Kind.TCP), seed, MUTATIONS, progress -> {}).run();

      assertThat(outcome.stuck()).isEmpty();
      assertThat(outcome.answered())
          .as("many a mutation is still MQTT, and the node goes on listening")
          .isGreaterThan(outcome.connections() / 4);
      others.check();
      Awaitility.await("every connection ends")
          .atMost(PATIENCE)
          .until(() -> node.metric("fieldway_connections") == connections);
      assertThat(node.metric("fieldway_protocol_errors_total")).isPositive();
      assertThat(node.metric("fieldway_connections_failed_total")).isZero();
      assertThat(node.metric("fieldway_loop_failures_total")).isZero();
      assertThat(node.text()).doesNotContain(" ERROR ", "Exception", "OutOfMemoryError");
      assertThat(node.resident()).as("bytes in memory").isLessThan(MOST_RESIDENT);
      System.out.printf(
          "FuzzTest: %,d mutated packets over %,d connections; %,d MiB in memory%n",
          outcome.mutated(), outcome.connections(), node.resident() >> 20);
    }
  }
}
