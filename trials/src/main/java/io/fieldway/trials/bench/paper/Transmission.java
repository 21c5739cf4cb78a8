package io.fieldway.trials.bench.paper;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.mqtt.BatchLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// So many items from the edge node to a client at every node of a path.
record Transmission(PaperMesh mesh, BatchLoad load, int items, Judge judge) implements Contestant {
  @Override
  public String name() {
    return mesh.way().title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    try {
      List<Duration> times = load.send(items);
      for (Figure figure : Figure.values()) {
        recorder.record(figure.measure(items), figure.millis(times));
      }
      mesh.awaitRest();
    } catch (IOException e) {
      judge.failed(name(), items + " items", String.valueOf(e.getMessage()));
    }
  }
}
