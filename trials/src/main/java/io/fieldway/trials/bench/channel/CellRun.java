package io.fieldway.trials.bench.channel;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.broker.Timing;
import java.io.IOException;
import java.nio.file.Path;

/// A database at a cell. Every run starts a platform anew, in a directory that is removed
/// afterwards.
///
/// @param database as the option names it
record CellRun(
    String database,
    Cell cell,
    Timing timing,
    int sessions,
    Path place,
    Judge judge,
    Progress progress)
    implements Contestant {
  @Override
  public String name() {
    return Database.titleOf(database);
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    try (Scratch scratch = Scratch.in(place);
        Database opened = Database.open(database, scratch.path());
        PlatformProcess platform =
            PlatformProcess.start(scratch.path().resolve("platform"), opened)) {
      cell.run(
          new Ground(name(), platform, scratch.path(), timing, sessions, judge, progress),
          recorder);
    } catch (IOException e) {
      judge.failed(name(), cell.title(), String.valueOf(e.getMessage()));
    }
  }
}
