package io.fieldway.trials.bench;

import java.io.IOException;

/// One of those that a bench compares.
public interface Contestant {
  String name();

  /// Does the job once, from nothing, and records what it measured.
  void run(Recorder recorder) throws IOException;

  /// Takes the values of one run. A measure that does not apply is not recorded.
  @FunctionalInterface
  interface Recorder {
    void record(Measure measure, double value);
  }
}
