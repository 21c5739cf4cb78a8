package io.fieldway.trials.bench.channel;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.util.List;

/// What many idle gateways cost in memory, and how long they are without a session when the
/// platform's machine fails and starts again: they come back as they can, with full jitter, and ask
/// again when they are told to.
record ReturnCell(String id, String title) implements Cell {
  private static final double MEGABYTE = 1024 * 1024;

  private Measure held() {
    return Measure.lower(id + "_held", "heap after a collection for 1,000 gateways", "MB");
  }

  private Measure resident() {
    return Measure.lower(id + "_resident", "memory of the platform with all gateways", "MB");
  }

  private Measure start() {
    return Measure.lower(id + "_start", "kill -9 of the platform until it serves again", "s");
  }

  private Measure half() {
    return Measure.lower(
        id + "_half", "  from then on until half of all gateways have sessions", "s");
  }

  private Measure all() {
    return Measure.lower(id + "_all", "  until all have", "s");
  }

  @Override
  public List<Measure> measures() {
    return List.of(held(), resident(), start(), half(), all());
  }

  @Override
  public void run(Ground ground, Contestant.Recorder recorder) throws IOException {
    int gateways = ground.sessions();
    PlatformProcess platform = ground.platform();
    try (Fleet fleet = new Fleet(platform.machine())) {
      platform.register(gateways, false).forEach(fleet::add);
      long before = platform.held();
      fleet.connect();
      ground.progress().now(gateways + " gateways are there");
      recorder.record(held(), (platform.held() - before) / MEGABYTE * 1_000 / gateways);
      recorder.record(resident(), platform.resident() / MEGABYTE);
      long killed = System.nanoTime();
      platform.kill();
      platform.restart();
      long serves = System.nanoTime();
      recorder.record(start(), (serves - killed) / 1e9);
      fleet.await("half of the gateways are back", () -> fleet.live() >= gateways / 2);
      recorder.record(half(), (System.nanoTime() - serves) / 1e9);
      fleet.await("all gateways are back", () -> fleet.live() == gateways);
      recorder.record(all(), (System.nanoTime() - serves) / 1e9);
      ground.check(this, fleet);
    }
  }
}
