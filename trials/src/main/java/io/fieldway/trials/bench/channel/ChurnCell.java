package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// Gateways whose connections break again and again while they send: whether the platform's memory
/// stays as it is.
record ChurnCell(String id, String title, int gateways) implements Cell {
  private static final double MEGABYTE = 1024 * 1024;
  private static final int POINTS = 2;
  private static final Duration PACE = Duration.ofMillis(10);

  /// What a platform may hold more after the second half of the breaks than after the first, in MB:
  /// in a short run it still loads classes and fills its tables.
  private static final double BOUND = 16;

  private Measure breaks() {
    return Measure.higher(id + "_breaks", title + ", breaks", "1");
  }

  private Measure first() {
    return Measure.lower(id + "_first", "  heap after a collection, after half of them", "MB");
  }

  private Measure second() {
    return Measure.lower(id + "_second", "  after all of them", "MB");
  }

  @Override
  public List<Measure> measures() {
    return List.of(breaks(), first(), second());
  }

  @Override
  public void run(Ground ground, Contestant.Recorder recorder) throws IOException {
    long epoch = System.currentTimeMillis();
    try (Fleet fleet = new Fleet(ground.platform().machine())) {
      for (Registered each : ground.platform().register(gateways, true)) {
        LightGateway gateway = fleet.add(each);
        gateway.stream(
            new LightStream(
                fleet, gateway, new Readings(each.device(), POINTS), "live", epoch, 100, 2));
      }
      fleet.connect();
      Duration half = ground.timing().time().multipliedBy(2);
      long broken = churn(fleet, half);
      double first = held(ground, fleet);
      long again = churn(fleet, half);
      double second = held(ground, fleet);
      recorder.record(breaks(), (double) (broken + again));
      recorder.record(first(), first);
      recorder.record(second(), second);
      if (second - first > BOUND) {
        ground
            .judge()
            .failed(ground.title(), title, "%.1f MB became %.1f MB".formatted(first, second));
      }
      ground.check(this, fleet);
    }
  }

  private double held(Ground ground, Fleet fleet) throws IOException {
    fleet.await("every gateway is back", () -> fleet.live() == gateways);
    fleet.settle();
    return ground.platform().held() / MEGABYTE;
  }

  /// Breaks the next gateway's connection again and again.
  private long churn(Fleet fleet, Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    @Var int breaks = 0;
    while (System.nanoTime() < end) {
      LightGateway gateway = fleet.gateways().get(breaks % gateways);
      fleet.on(() -> {
        gateway.streams().forEach(stream -> stream.lay(10));
        gateway.cut();
        return true;
      });
      breaks++;
      Fleet.pause(PACE);
    }
    return breaks;
  }
}
