package io.fieldway.trials.faults;

import io.fieldway.trials.stage.StageController;
import io.fieldway.trials.stage.StageMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A broker dies with its disk under load, and a substitute carries it on at its address. A failing
/// seed is tried again with `-Dfieldway.seed=…`, more rounds with `-Dfieldway.rounds=…`; the
/// moments are counted in acknowledgements, not in time.
class FailoverTest {
  private static final String DURABILITY = "substitution:\n  durability: substitute\n";
  private static final int MOST_BETWEEN = 1_000;
  private static final int MEANWHILE = 200;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Random random = random();

  @TempDir Path home;

  private static Random random() {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("FailoverTest: -Dfieldway.seed=" + seed);
    return new Random(seed);
  }

  /// A controller's file, by which the name of a dead node is written to another file.
  private String reviving(Path revived) throws IOException {
    Path script = Files.writeString(home.resolve("revive.sh"), "echo \"$2\" > \"$1\"\n");
    return Files.writeString(
            home.resolve("keeper.yaml"),
            "revive:\n  command: [/bin/sh, %s, %s]\n  after: 0s\n".formatted(script, revived))
        .toString();
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
            new StageController(
                home.resolve("controller"),
                mesh.linkAddresses(),
                "--config",
                reviving(home.resolve("revived")))) {
      StageMesh.awaitRoute(mesh.c(), "b / " + MeshLoad.FILTER);
      load.connectPublishers();
      controller.awaitProtected("a", "b", "c");
      load.publish(1 + random.nextInt(MOST_BETWEEN));
      mesh.c().killWithDisk();
      load.moveSource();
      Path revived = home.resolve("revived");
      Awaitility.await("the command that revives it")
          .atMost(PATIENCE)
          .until(() -> Files.exists(revived) && Files.readString(revived).strip().equals("c"));
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
