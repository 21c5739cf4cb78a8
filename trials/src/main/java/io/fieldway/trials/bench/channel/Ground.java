package io.fieldway.trials.bench.channel;

import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.broker.Timing;
import io.fieldway.trials.bench.channel.SqlPoints.Stored;
import io.fieldway.trials.bench.mqtt.Outcome.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// What a cell stands on: a platform that has just started, and who judges.
///
/// @param title the database's, in the report
/// @param directory of the run, removed after it
/// @param sessions how many gateways there are where many are asked for
record Ground(
    String title,
    PlatformProcess platform,
    Path directory,
    Timing timing,
    int sessions,
    Judge judge,
    Progress progress) {

  /// Holds what is in the database against what the platform has acknowledged to a fleet: each
  /// point is there, and once.
  void check(Cell cell, Fleet fleet) throws IOException {
    fleet.faults().forEach(fault -> judge.failed(title, cell.title(), fault));
    Map<String, Stored> stored = platform.points().streams();
    long[] all = new long[3];
    for (LightGateway gateway : fleet.gateways()) {
      for (LightStream stream : gateway.streams()) {
        Stored found =
            stored.getOrDefault(
                gateway.id() + "/" + stream.name() + "/" + stream.epoch(), new Stored(0, 0));
        long promised = stream.committed() * stream.pointsOfReading();
        long held = found.last() * stream.pointsOfReading();
        all[0] += found.points();
        all[1] += Math.max(0, Math.max(promised, held) - found.points());
        all[2] += Math.max(0, found.points() - held);
      }
    }
    judge.checked(title + ", " + cell.title(), all[0], new Faults(all[1], all[2]));
  }
}
