package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.util.List;

/// One job of the comparison, done by each broker in turn, each time by a process that was started
/// for it.
interface Cell {
  /// Its name among the options, such as `qos0`.
  String id();

  String title();

  List<Measure> measures();

  /// Whether it asks of a broker to keep what it can on disk.
  default boolean durable() {
    return false;
  }

  /// Does the job with a broker that has just started.
  void run(BrokerProcess broker, Timing timing, Contestant.Recorder recorder, Judge judge)
      throws IOException;
}
