package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.stage.Link;
import io.fieldway.trials.stage.StageMesh;
import io.fieldway.trials.stage.StageNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes in processes of their own, whose links are cut and which are killed with `kill -9`, at
/// random and several at a time, while messages pass. By hand more of them, and for longer:
/// `-Dfieldway.nodes=25 -Dfieldway.faults=300`. The moments are counted in acknowledgements, not in
/// time; a failing seed is tried again with `-Dfieldway.seed=…`.
class MeshFaultsTest {
  private static final int NODES = 5;
  private static final int FAULTS = 8;
  private static final int LONGEST = 3;
  private static final int MOST_BETWEEN = 800;

  /// What mends a fault, after so many others.
  private record Repair(int due, Mending mending) {}

  private interface Mending {
    void run() throws IOException;
  }

  @TempDir Path home;

  private final long seed = Long.getLong("fieldway.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Repair> repairs = new ArrayList<>();
  private final List<StageNode> dead = new ArrayList<>();

  @Test
  void nothingAcknowledgedIsLostWhateverIsCutAndKilled() throws Exception {
    System.out.println("MeshFaultsTest: -Dfieldway.seed=" + seed);
    int faults = Integer.getInteger("fieldway.faults", FAULTS);
    try (StageMesh mesh =
            StageMesh.random(home, Integer.getInteger("fieldway.nodes", NODES), random);
        MeshLoad load = new MeshLoad(mesh.nodes().getFirst(), mesh.nodes().getLast())) {
      List<String> way = StageMesh.awaitWay(mesh.a(), MeshLoad.FILTER);
      load.connectPublishers();
      load.publish(MOST_BETWEEN);

      Link used = mesh.between("a", way.getFirst());
      used.cut();
      System.out.println("messages flowed again " + load.flow().toMillis() + " ms after the cut");
      used.heal();

      for (@Var int i = 0; i < faults; i++) {
        mend(i);
        fault(i, mesh, load);
        load.publish(1 + random.nextInt(MOST_BETWEEN));
      }
      mend(Integer.MAX_VALUE);
      load.collect();

      System.out.println(load.acknowledged() + " acknowledged messages over " + way);
      assertThat(load.acknowledged()).isGreaterThan(faults);
      load.assertKept();
    }
  }

  private void mend(int now) throws IOException {
    for (Repair repair : List.copyOf(repairs)) {
      if (repair.due() <= now) {
        repairs.remove(repair);
        repair.mending().run();
      }
    }
  }

  private void fault(int now, StageMesh mesh, MeshLoad load) throws IOException {
    int due = now + 1 + random.nextInt(LONGEST);
    switch (random.nextInt(5)) {
      case 0, 1 -> {
        Link link = mesh.links().get(random.nextInt(mesh.links().size()));
        link.cut();
        repairs.add(new Repair(due, link::heal));
      }
      case 2, 3 -> {
        StageNode relay = mesh.nodes().get(1 + random.nextInt(mesh.nodes().size() - 2));
        if (!dead.contains(relay)) {
          dead.add(relay);
          relay.kill();
          repairs.add(
              new Repair(
                  due,
                  () -> {
                    relay.restart();
                    dead.remove(relay);
                  }));
        }
      }
      default -> {
        if (random.nextBoolean()) {
          load.restartSource();
        } else {
          load.restartDestination(1 + random.nextInt(MOST_BETWEEN));
        }
      }
    }
  }
}
