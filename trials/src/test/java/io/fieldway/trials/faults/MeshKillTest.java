package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.stage.StageMesh;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes in processes of their own, and `kill -9` of each in mid-stream. A failing seed is tried
/// again with `-Dfieldway.seed=…`; the moments are counted in acknowledgements, not in time.
class MeshKillTest {
  private static final int MOST_BETWEEN = 2_000;
  private static final int MEANWHILE = 500;
  private static final int BURST = 5_000;

  @TempDir Path home;

  @Test
  void everyAcknowledgedMessageComesInOrderWhicheverNodeOfAChainWasKilled() throws Exception {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("MeshKillTest: -Dfieldway.seed=" + seed);
    Random random = new Random(seed);
    try (StageMesh mesh = StageMesh.chain(home);
        MeshLoad load = new MeshLoad(mesh.a(), mesh.c())) {
      StageMesh.awaitRoute(mesh.a(), "b c / " + MeshLoad.FILTER);
      load.connectPublishers();

      load.publish(1 + random.nextInt(MOST_BETWEEN));
      mesh.b().kill();
      load.publish(MEANWHILE);
      mesh.b().restart();
      load.publish(1 + random.nextInt(MOST_BETWEEN));
      load.restartSource();
      load.publish(1 + random.nextInt(MOST_BETWEEN));
      load.restartDestination(MEANWHILE);
      load.publish(1 + random.nextInt(MOST_BETWEEN));
      load.collect();

      assertThat(load.acknowledged()).isGreaterThan(2 * MEANWHILE);
      load.assertKept();
    }
  }

  @Test
  void nothingComesTwiceInARing() throws Exception {
    try (StageMesh mesh = StageMesh.ring(home);
        MeshLoad load = new MeshLoad(mesh.a(), mesh.c())) {
      StageMesh.awaitRoute(mesh.a(), "c / " + MeshLoad.FILTER);
      load.connectPublishers();

      load.publish(BURST);
      load.collect();

      load.assertKept();
      assertThat(load.repeated(MeshLoad.QOS_1)).isZero();
    }
  }
}
