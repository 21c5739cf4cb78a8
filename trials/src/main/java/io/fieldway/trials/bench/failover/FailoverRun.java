package io.fieldway.trials.bench.failover;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.broker.Timing;
import io.fieldway.trials.bench.mqtt.Outcome;
import io.fieldway.trials.bench.mqtt.Traffic;
import io.fieldway.trials.bench.mqtt.WindowLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What one node takes while it is copied, or is not, and how long its clients wait when it dies.
///
/// @param kills how often it dies
record FailoverRun(
    Readiness readiness, int kills, Timing timing, Path place, Judge judge, Progress progress)
    implements Contestant {
  static final Measure RATE = Measure.higher("rate", "QoS 1, one to one, lasting session", "msg/s");
  static final Measure CPU = Measure.lower("cpu", "  CPU of the node per message", "µs");
  static final Measure MEDIAN = Measure.lower("failover_p50", "death to first delivery, p50", "ms");
  static final Measure HIGH = Measure.lower("failover_p99", "  p99", "ms");
  static final Measure MOST = Measure.lower("failover_most", "  the longest", "ms");

  private static final int SOURCE = 0;
  private static final int VICTIM = 1;
  private static final int PAYLOAD = 64;
  private static final int WINDOW = 1_024;

  @Override
  public String name() {
    return readiness.title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    try (Scratch scratch = Scratch.in(place);
        Trio trio = Trio.start(readiness, scratch.path())) {
      throughput(trio, recorder);
      if (readiness.hasController() && kills > 0) {
        deaths(trio, recorder);
      }
    } catch (IOException e) {
      judge.failed(name(), "failover", String.valueOf(e.getMessage()));
    }
  }

  private void throughput(Trio trio, Recorder recorder) throws IOException {
    Outcome outcome =
        WindowLoad.run(
            trio.address(VICTIM),
            Traffic.oneToOne(1, PAYLOAD, WINDOW).toLastingSessions(),
            timing.warmUp(),
            timing.time(),
            () -> trio.cpuNanos(VICTIM));
    recorder.record(RATE, outcome.rate());
    recorder.record(CPU, outcome.brokerMicrosEach());
    judge.checked(name(), outcome.checked(), outcome.faults());
  }

  private void deaths(Trio trio, Recorder recorder) throws IOException {
    List<Double> millis = new ArrayList<>();
    try (Watch watch = new Watch(trio, SOURCE, VICTIM)) {
      for (int death = 1; death <= kills; death++) {
        millis.add(watch.death().toNanos() / 1e6);
        progress.now(
            "death %d of %d, %.0f ms: %s".formatted(death, kills, millis.getLast(), name()));
        if (death < kills) {
          watch.comeBack();
        }
      }
      int missing = watch.missing();
      if (missing > 0) {
        judge.failed(
            name(),
            "failover",
            missing + " of " + watch.acknowledged() + " acknowledged messages did not come");
      }
    }
    List<Double> sorted = millis.stream().sorted().toList();
    recorder.record(MEDIAN, at(sorted, 0.5));
    recorder.record(HIGH, at(sorted, 0.99));
    recorder.record(MOST, sorted.getLast());
  }

  /// The value that this part of all does not exceed.
  private static double at(List<Double> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(part * sorted.size()) - 1));
  }
}
