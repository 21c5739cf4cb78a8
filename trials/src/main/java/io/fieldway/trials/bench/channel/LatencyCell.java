package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/// How long readings wait from the gateway's sending until it knows that they are committed, at a
/// rate that is far from the limit. A reading that should have been sent and was not yet waits too.
///
/// @param readings a second, of all gateways together
record LatencyCell(String id, String title, int gateways, int readings) implements Cell {
  private static final int POINTS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  private Measure half() {
    return Measure.lower(id + "_p50", title + ", p50", "ms");
  }

  private Measure high() {
    return Measure.lower(id + "_p99", "  p99", "ms");
  }

  @Override
  public List<Measure> measures() {
    return List.of(half(), high());
  }

  @Override
  public void run(Ground ground, Contestant.Recorder recorder) throws IOException {
    long epoch = System.currentTimeMillis();
    try (Fleet fleet = new Fleet(ground.platform().machine())) {
      for (Registered each : ground.platform().register(gateways, true)) {
        LightGateway gateway = fleet.add(each);
        gateway.stream(
            new LightStream(
                fleet, gateway, new Readings(each.device(), POINTS), "live", epoch, 500, 8));
      }
      fleet.connect();
      offer(fleet, WARM_UP);
      var _ = fleet.waits();
      offer(fleet, ground.timing().time());
      fleet.settle();
      Histogram waits = fleet.waits();
      recorder.record(half(), waits.getValueAtPercentile(50) / 1e6);
      recorder.record(high(), waits.getValueAtPercentile(99) / 1e6);
      ground.check(this, fleet);
    }
  }

  /// One reading after the other, each of the next gateway.
  private void offer(Fleet fleet, Duration time) throws IOException {
    long begin = System.nanoTime();
    long every = 1_000_000_000L / readings;
    long count = time.toNanos() / every;
    for (@Var long i = 0; i < count; i++) {
      long due = begin + i * every;
      long ahead = due - System.nanoTime();
      if (ahead > 0) {
        Fleet.pause(Duration.ofNanos(ahead));
      }
      LightStream stream = fleet.gateways().get((int) (i % gateways)).streams().getFirst();
      fleet.loop().execute(() -> stream.offer(1, due));
    }
  }
}
