package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.bench.kill.KillConfig;
import io.fieldway.trials.bench.kill.KillOutcome;
import io.fieldway.trials.bench.kill.KillRounds;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of the node under QoS 1 and QoS 2 load; publishers and subscriber resume their
/// sessions. A failing seed is tried again with `-Dfieldway.seed=…`; the moments are counted in
/// acknowledgements, not in time. `fieldway bench kill` does the same at length.
class NodeKillTest {
  private static final int ROUNDS = 4;

  @TempDir Path home;

  @Test
  void everyAcknowledgedMessageComesAndThoseOfQos2ComeOnce() throws Exception {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("NodeKillTest: -Dfieldway.seed=" + seed);
    KillConfig config = KillConfig.of(ROUNDS, seed).waiting(Duration.ofMinutes(2));

    KillOutcome outcome = new KillRounds(Broker.FIELDWAY, home, config, progress -> {}).run();

    assertThat(outcome.away().acknowledged()).isEqualTo(config.away());
    assertThat(outcome.atLeastOnce().acknowledged()).isPositive();
    assertThat(outcome.exactlyOnce().acknowledged()).isPositive();
    assertThat(outcome).matches(KillOutcome::kept, "every promise is kept");
  }
}
