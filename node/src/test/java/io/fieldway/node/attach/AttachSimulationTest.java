package io.fieldway.node.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What must hold of two brokers and the wire between them, whatever breaks.
final class AttachSimulationTest {
  private static final int RUNS = 60;

  @Test
  void losesNothingAndRepeatsNothingWhateverBreaks() {
    @Var int messages = 0;
    for (@Var long seed = 1; seed <= RUNS; seed++) {
      Encounter run = new Encounter(seed);
      run.begin();
      run.fault();
      run.world.run(20_000);
      run.heal();
      run.check("seed " + seed);
      messages += run.here.acknowledged.size() + run.there.acknowledged.size();
      assertThat(run.wire().isUp()).as("seed %s: %s", seed, run.home.said).isTrue();
      assertThat(run.home.attachment.view().unacknowledged()).isZero();
    }
    assertThat(messages).as("a run that says nothing shows nothing").isGreaterThan(RUNS * 100);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnWhereOneHasLostItsDisk(boolean burnsHome) {
    for (@Var long seed = 1; seed <= RUNS / 5; seed++) {
      Encounter run = new Encounter(seed);
      run.begin();
      run.world.run(run.world.below(2_000));
      if (burnsHome) {
        run.killHome(true);
      } else {
        run.killOther(true);
      }
      run.world.run(10_000);
      run.here.acknowledged.clear();
      run.there.acknowledged.clear();
      run.world.run(10_000);
      run.heal();
      assertThat(run.here.acknowledged).isNotEmpty();
      assertThat(run.there.came).as("seed %s", seed).containsAll(run.here.acknowledged);
      assertThat(run.here.came).as("seed %s", seed).containsAll(run.there.acknowledged);
    }
  }
}
