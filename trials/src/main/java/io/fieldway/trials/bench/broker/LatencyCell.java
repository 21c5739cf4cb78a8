package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.mqtt.RateLoad;
import io.fieldway.trials.bench.mqtt.Traffic;
import java.io.IOException;
import java.util.List;

/// How long messages take at a rate that every broker keeps up with.
///
/// @param rate messages a second
record LatencyCell(String id, String title, Traffic traffic, int rate) implements Cell {
  @Override
  public List<Measure> measures() {
    return List.of(median(), late());
  }

  @Override
  public void run(BrokerProcess broker, Timing timing, Contestant.Recorder recorder, Judge judge)
      throws IOException {
    RateLoad.Latencies latencies =
        RateLoad.run(
            broker.address(), traffic.in(broker.protocol()), rate, timing.warmUp(), timing.time());
    recorder.record(median(), latencies.micros(50));
    recorder.record(late(), latencies.micros(99));
    judge.checked(broker.title() + ", " + title, latencies.checked(), latencies.faults());
  }

  private Measure median() {
    return Measure.lower(id + "_p50", title + ", p50", "µs");
  }

  private Measure late() {
    return Measure.lower(id + "_p99", title + ", p99", "µs");
  }
}
