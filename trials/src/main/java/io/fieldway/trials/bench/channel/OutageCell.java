package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Gateways come back after a long outage with all that they have kept, and go on measuring: how
/// fast they catch up, and how long what is measured meanwhile waits for its commit.
record OutageCell(String id, String title, int gateways, Duration outage) implements Cell {
  private static final int POINTS = 2;
  private static final int BATCH_READINGS = 500;
  private static final Duration EVERY = Duration.ofSeconds(1);

  private Measure rate() {
    return Measure.higher(id, title, "points/s");
  }

  private Measure time() {
    return Measure.lower(id + "_time", "  until all of it is stored", "s");
  }

  private Measure liveHalf() {
    return Measure.lower(id + "_live_p50", "  live data meanwhile until acknowledged, p50", "ms");
  }

  private Measure liveHigh() {
    return Measure.lower(id + "_live_p99", "    p99", "ms");
  }

  private Measure liveMost() {
    return Measure.lower(id + "_live_most", "    the longest", "ms");
  }

  @Override
  public List<Measure> measures() {
    return List.of(rate(), time(), liveHalf(), liveHigh(), liveMost());
  }

  @Override
  public void run(Ground ground, Contestant.Recorder recorder) throws IOException {
    long now = System.currentTimeMillis();
    long kept = outage.dividedBy(EVERY);
    try (Fleet fleet = new Fleet(ground.platform().machine())) {
      for (Registered each : ground.platform().register(gateways, true)) {
        LightGateway gateway = fleet.add(each);
        Readings readings = new Readings(each.device(), POINTS);
        gateway.stream(new LightStream(fleet, gateway, readings, "live", now, BATCH_READINGS, 8));
        gateway.stream(
            new LightStream(fleet, gateway, readings, "backlog", now, BATCH_READINGS, 2));
      }
      fleet.each(gateway -> gateway.streams().get(1).lay(kept));
      long begin = System.nanoTime();
      fleet.connect();
      measureOn(fleet);
      double nanos = System.nanoTime() - begin;
      fleet.settle();
      recorder.record(rate(), kept * gateways * POINTS * 1e9 / nanos);
      recorder.record(time(), nanos / 1e9);
      Histogram waits = fleet.waits();
      recorder.record(liveHalf(), waits.getValueAtPercentile(50) / 1e6);
      recorder.record(liveHigh(), waits.getValueAtPercentile(99) / 1e6);
      recorder.record(liveMost(), waits.getMaxValue() / 1e6);
      ground.check(this, fleet);
    }
  }

  /// One reading of the next gateway after the other, until the backlog is gone.
  private void measureOn(Fleet fleet) throws IOException {
    long begin = System.nanoTime();
    @Var boolean gone = false;
    for (@Var long i = 0; !gone; i++) {
      long due = begin + i * (EVERY.toNanos() / gateways);
      Fleet.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
      LightStream stream = fleet.gateways().get((int) (i % gateways)).streams().getFirst();
      fleet.loop().execute(() -> stream.offer(1, due));
      if (i % gateways == 0) {
        gone =
            fleet.on(() ->
                fleet.gateways().stream()
                    .allMatch(gateway -> gateway.streams().get(1).isSettled()));
      }
    }
  }
}
