package io.fieldway.trials.bench.mesh;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.broker.Timing;
import io.fieldway.trials.bench.mqtt.Outcome;
import io.fieldway.trials.bench.mqtt.RateLoad;
import io.fieldway.trials.bench.mqtt.Traffic;
import io.fieldway.trials.bench.mqtt.WindowLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A chain of one kind and length: as many messages as it can take, then how long one takes at a
/// low rate. Every run starts it anew, in a directory that is removed afterwards.
///
/// @param timing of each of the two loads, with the processor time of each broker
record ChainRun(Joint joint, int hops, Timing timing, Path place, Judge judge)
    implements Contestant {
  private static final int PAYLOAD = 64;
  private static final int WINDOW = 4_096;
  private static final int RATE = 1_000;
  private static final double BUSY = 0.95;

  static List<Measure> measures(int hops) {
    return List.of(rate(hops), processor(hops), median(hops));
  }

  static String title(int hops) {
    return hops == 1 ? "1 hop" : hops + " hops";
  }

  @Override
  public String name() {
    return joint.title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    try (Scratch scratch = Scratch.in(place);
        Chain chain = Chain.start(joint, hops, scratch.path())) {
      throughput(chain, recorder);
      latency(chain, recorder);
    } catch (IOException e) {
      judge.failed(name(), title(hops), String.valueOf(e.getMessage()));
    }
  }

  private void throughput(Chain chain, Recorder recorder) throws IOException {
    Outcome outcome =
        WindowLoad.run(
            chain.ends(),
            Traffic.oneToOne(1, PAYLOAD, WINDOW),
            timing.warmUp().multipliedBy(hops + 1L),
            timing.time(),
            chain::cpuNanos);
    recorder.record(rate(hops), outcome.rate());
    recorder.record(processor(hops), outcome.brokerMicrosEach() / hops);
    judge.checked(what(), outcome.checked(), outcome.faults());
    if (outcome.loadShare() > BUSY) {
      judge.atTheLoadsLimit(what(), outcome.loadShare());
    }
  }

  private void latency(Chain chain, Recorder recorder) throws IOException {
    Duration time = timing.time();
    RateLoad.Latencies latencies =
        RateLoad.run(
            chain.ends(), Traffic.oneToOne(1, PAYLOAD, RATE), RATE, time.dividedBy(2), time);
    recorder.record(median(hops), latencies.micros(50));
    judge.checked(what(), latencies.checked(), latencies.faults());
  }

  private String what() {
    return name() + ", " + title(hops);
  }

  private static Measure rate(int hops) {
    return Measure.higher("hops" + hops + "_rate", title(hops), "msg/s");
  }

  private static Measure processor(int hops) {
    return Measure.lower("hops" + hops + "_cpu", "  CPU per message and hop", "µs");
  }

  private static Measure median(int hops) {
    return Measure.lower("hops" + hops + "_p50", "  p50 at 1,000 msg/s", "µs");
  }
}
