package io.fieldway.trials.faults;

import io.fieldway.trials.stage.StageController;
import io.fieldway.trials.stage.StageMesh;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker dies with its disk under load, and a substitute carries it on at its address. A failing
/// seed is tried again with `-Dfieldway.seed=…`, more rounds with `-Dfieldway.rounds=…`; the
/// moments are counted in acknowledgements, not in time.
class FailoverTest {
  private static final String DURABILITY = "substitution:\n  durability: substitute\n";
  private static final int MOST_BETWEEN = 1_000;
  private static final int MEANWHILE = 200;

  private final Random random = random();

  @TempDir Path home;

  private static Random random() {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("FailoverTest: -Dfieldway.seed=" + seed);
    return new Random(seed);
  }

  @Test
  void whatWasAcknowledgedComesThoughADestinationDiesWithItsDisk() throws Exception {
    try (StageMesh mesh = StageMesh.ring(home, DURABILITY);
        MeshLoad load = new MeshLoad(mesh.a(), mesh.b());
        StageController controller =
            new StageController(home.resolve("controller"), mesh.linkAddresses())) {
      StageMesh.awaitRoute(mesh.a(), "b / " + MeshLoad.FILTER);
      load.connectPublishers();
      for (int round = 0; round < Integer.getInteger("fieldway.rounds", 1); round++) {
        controller.awaitProtected("a", "b", "c");
        load.publish(1 + random.nextInt(MOST_BETWEEN));
        mesh.b().killWithDisk();
        load.moveDestination(MEANWHILE);
        load.publish(1 + random.nextInt(MOST_BETWEEN));

        mesh.b().restart();
        load.moveDestination(MEANWHILE);
        load.publish(1 + random.nextInt(MOST_BETWEEN));
        load.collect();
        load.assertKept();
      }
    }
  }

  @Test
  void whatWasAcknowledgedComesThoughASourceDiesWithItsDisk() throws Exception {
    try (StageMesh mesh = StageMesh.ring(home, DURABILITY);
        MeshLoad load = new MeshLoad(mesh.c(), mesh.b());
        StageController controller =
            new StageController(home.resolve("controller"), mesh.linkAddresses())) {
      StageMesh.awaitRoute(mesh.c(), "b / " + MeshLoad.FILTER);
      load.connectPublishers();
      controller.awaitProtected("a", "b", "c");
      load.publish(1 + random.nextInt(MOST_BETWEEN));
      mesh.c().killWithDisk();
      load.moveSource();
      load.publish(1 + random.nextInt(MOST_BETWEEN));
      load.collect();
      load.assertKept();

      mesh.c().restart();
      load.moveSource();
      load.publish(MEANWHILE);
      load.collect();
      load.assertKept();
    }
  }
}
