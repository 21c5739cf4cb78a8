package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.mqtt.Outcome;
import io.fieldway.trials.bench.mqtt.Traffic;
import io.fieldway.trials.bench.mqtt.WindowLoad;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/// As many messages as the broker can take: rate, processor time for each delivery, most memory.
record ThroughputCell(String id, String title, Traffic traffic) implements Cell {
  /// From this share of a core on, the load generator may be what limits the rate.
  private static final double BUSY = 0.95;

  @Override
  public List<Measure> measures() {
    return List.of(rate(), processor(), memory());
  }

  @Override
  public boolean durable() {
    return traffic.lasting();
  }

  @Override
  public void run(BrokerProcess broker, Timing timing, Contestant.Recorder recorder, Judge judge)
      throws IOException {
    Outcome outcome =
        WindowLoad.run(
            broker.address(),
            traffic.in(broker.protocol()),
            timing.warmUp(),
            timing.time(),
            broker::cpuNanos);
    recorder.record(rate(), outcome.rate());
    recorder.record(processor(), outcome.brokerMicrosEach());
    OptionalLong peak = broker.peakResident();
    if (peak.isPresent()) {
      recorder.record(memory(), peak.getAsLong() / 1e6);
    }
    String what = broker.title() + ", " + title;
    judge.checked(what, outcome.checked(), outcome.faults());
    if (outcome.loadShare() > BUSY) {
      judge.atTheLoadsLimit(what, outcome.loadShare());
    }
  }

  private Measure rate() {
    return Measure.higher(id + "_rate", title, "msg/s");
  }

  private Measure processor() {
    return Measure.lower(id + "_cpu", "  CPU per delivery", "µs");
  }

  private Measure memory() {
    return Measure.lower(id + "_rss", "  most memory", "MB");
  }
}
