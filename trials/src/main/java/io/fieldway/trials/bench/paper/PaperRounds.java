package io.fieldway.trials.bench.paper;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.AlternatingRounds;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.Results;
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.mqtt.BatchLoad;
import io.fieldway.trials.bench.mqtt.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Both meshes at once, each of which rests while the other transmits: what the machine does
/// meanwhile falls on both. Every round goes through all sizes.
final class PaperRounds {
  /// A payload as small as the load generator's mark allows; the paper's was `hello`.
  static final int PAYLOAD = 24;

  private static final int WARM_UP_ITEMS = 2_000;
  private static final int PATIENT_WARM_UP = 10;

  private final Results results = new Results();
  private final Judge judge;
  private final Progress progress;
  private final AlternatingRounds alternating;

  PaperRounds(Judge judge, Progress progress) {
    this.judge = judge;
    this.progress = progress;
    this.alternating = new AlternatingRounds(results, progress);
  }

  /// Starts the nodes, warms them up, and measures.
  ///
  /// @param warmUp processor time of each node of a path before anything is measured
  /// @param place where the nodes keep their data
  Results run(List<Integer> sizes, int rounds, int qos, Duration warmUp, Path place)
      throws IOException {
    try (PaperMesh shortest = PaperMesh.start(Way.SHORTEST, place, progress);
        PaperMesh longer = PaperMesh.start(Way.LONGER, place, progress);
        BatchLoad overShortest = connect(shortest, qos);
        BatchLoad overLonger = connect(longer, qos)) {
      warmUp(shortest, overShortest, warmUp);
      warmUp(longer, overLonger, warmUp);
      for (int round = 0; round < rounds; round++) {
        for (int items : sizes) {
          List<Transmission> contestants = new ArrayList<>();
          contestants.add(new Transmission(shortest, overShortest, items, judge));
          contestants.add(new Transmission(longer, overLonger, items, judge));
          String what = "round " + (round + 1) + " of " + rounds + ", " + items + " items";
          alternating.run(what, round % 2 == 0 ? contestants : contestants.reversed(), 1);
        }
      }
      conclude(shortest, overShortest);
      conclude(longer, overLonger);
    }
    return results;
  }

  private static BatchLoad connect(PaperMesh mesh, int qos) throws IOException {
    return new BatchLoad(
        mesh.edge(), mesh.path(), qos, PAYLOAD, () -> mesh.awaitRoutes(BatchLoad.topic()));
  }

  private void warmUp(PaperMesh mesh, BatchLoad load, Duration processor) throws IOException {
    int nodes = mesh.way().path().size();
    long enough = mesh.cpuNanos() + processor.multipliedBy(nodes).toNanos();
    Patience patience = Patience.of(processor.multipliedBy(PATIENT_WARM_UP));
    @Var long spent = mesh.cpuNanos();
    while (spent < enough && !patience.isOver()) {
      progress.now(
          String.format(
              Locale.ROOT,
              "warming up %s, %.0f s of processor time to go",
              mesh.way().title(),
              (enough - spent) / 1e9));
      load.send(WARM_UP_ITEMS);
      spent = mesh.cpuNanos();
    }
    mesh.awaitRest();
  }

  /// What came is counted, and it came on the way it was to take.
  private void conclude(PaperMesh mesh, BatchLoad load) {
    String title = mesh.way().title();
    judge.checked(title + ", all sizes", load.delivered(), load.faults());
    try {
      mesh.check(load.delivered() / mesh.way().path().size());
    } catch (IOException e) {
      judge.failed(title, "all sizes", String.valueOf(e.getMessage()));
    }
  }
}
