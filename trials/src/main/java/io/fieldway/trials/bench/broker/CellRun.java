package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Scratch;
import java.io.IOException;
import java.nio.file.Path;

/// A broker at a cell. Every run starts it anew, in a directory that is removed afterwards.
record CellRun(Broker broker, Cell cell, Timing timing, Path place, Judge judge)
    implements Contestant {
  @Override
  public String name() {
    return broker.title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    try (Scratch scratch = Scratch.in(place);
        BrokerProcess process =
            BrokerProcess.start(cell.durable() ? broker.durable() : broker, scratch.path())) {
      cell.run(process, timing, recorder, judge);
    } catch (IOException e) {
      judge.failed(broker.title(), cell.title(), String.valueOf(e.getMessage()));
    }
  }
}
