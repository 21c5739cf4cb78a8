package io.fieldway.trials.bench.channel;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// How many points are stored and acknowledged in a second where gateways always have more.
///
/// @param window batches of each gateway under way
record ThroughputCell(String id, String title, int gateways, int window) implements Cell {
  private static final int BATCH_READINGS = 500;
  private static final int POINTS = 4;

  private Measure rate() {
    return Measure.higher(id, title, "points/s");
  }

  private Measure processor() {
    return Measure.lower(id + "_cpu", "  CPU of platform, Redis and database a point", "µs");
  }

  private Measure loader() {
    return Measure.lower(id + "_load", "  CPU of the load generator a point", "µs");
  }

  @Override
  public List<Measure> measures() {
    return List.of(rate(), processor(), loader());
  }

  @Override
  public void run(Ground ground, Contestant.Recorder recorder) throws IOException {
    long epoch = System.currentTimeMillis();
    try (Fleet fleet = new Fleet(ground.platform().machine())) {
      for (Registered each : ground.platform().register(gateways, true)) {
        LightGateway gateway = fleet.add(each);
        gateway.stream(
            new LightStream(
                fleet,
                gateway,
                new Readings(each.device(), POINTS),
                "live",
                epoch,
                BATCH_READINGS,
                window));
      }
      fleet.connect();
      fleet.each(gateway -> gateway.streams().forEach(LightStream::flood));
      Duration before = ground.platform().cpu();
      while (ground.platform().cpu().minus(before).compareTo(ground.timing().warmUp()) < 0) {
        ground.platform().check();
        Fleet.pause(Duration.ofMillis(100));
      }
      measure(ground, fleet, recorder);
      fleet.each(gateway -> gateway.streams().forEach(LightStream::halt));
      fleet.settle();
      ground.check(this, fleet);
    }
  }

  private void measure(Ground ground, Fleet fleet, Contestant.Recorder recorder)
      throws IOException {
    long points = fleet.points();
    Duration cpu = ground.platform().cpu();
    Duration own = ownCpu();
    long begin = System.nanoTime();
    do {
      ground.platform().check();
      Fleet.pause(ground.timing().time());
    } while (fleet.points() == points);
    double nanos = System.nanoTime() - begin;
    double stored = fleet.points() - points;
    recorder.record(rate(), stored * 1e9 / nanos);
    recorder.record(processor(), ground.platform().cpu().minus(cpu).toNanos() / 1e3 / stored);
    recorder.record(loader(), ownCpu().minus(own).toNanos() / 1e3 / stored);
  }

  private static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
