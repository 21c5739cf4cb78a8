package io.fieldway.gateway.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.twin.PlatformTwin;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TwinSimulationTest {
  private static final int SEEDS = 250;

  /// `TwinsConverge` and `NothingRollsBack`. A failing seed is in the message, and `play(seed)`
  /// plays it again.
  @Test
  void twinsConvergeAndNothingRollsBack() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        play(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void aLostDiskOfTheGatewayIsMadeGood() {
    TwinSimulation field = new TwinSimulation(7_001);
    field.live(20_000);
    field.loseGatewayDisk();
    field.live(5_000);
    field.calm();
    field.twinsConverge();
  }

  @Test
  void aPlatformRestoredFromAnOldCopyIsMadeGood() {
    TwinSimulation field = new TwinSimulation(7_002);
    field.live(10_000);
    Map<String, PlatformTwin> copy = new HashMap<>(field.database);
    field.live(10_000);
    field.restorePlatform(copy);
    field.calm();
    field.twinsConverge();
  }

  @Test
  void driftIsFoundByTheHeartbeatsAndRepaired() {
    TwinSimulation field = new TwinSimulation(7_003);
    field.live(5_000);
    field.calm();
    field.twinsConverge();
    assertThat(field.drifted).isZero();
    field.corruptPlatform("valve-1");
    field.run(20_000);
    field.twinsConverge();
    assertThat(field.drifted).isEqualTo(1);
  }

  private static void play(long seed) {
    TwinSimulation field = new TwinSimulation(seed);
    field.live(20_000);
    field.calm();
    field.twinsConverge();
    assertThat(field.drifted).isZero();
  }
}
