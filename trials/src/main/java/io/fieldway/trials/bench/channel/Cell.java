package io.fieldway.trials.bench.channel;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.util.List;

/// One job, done by a platform that was started for it, once for each database.
interface Cell {
  /// Its name among the options, such as `hundred`.
  String id();

  String title();

  List<Measure> measures();

  /// Does the job, and checks what became of it.
  void run(Ground ground, Contestant.Recorder recorder) throws IOException;
}
