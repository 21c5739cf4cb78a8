package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// How long a start takes, and what a broker that does nothing holds in memory.
record StartCell(String id, String title) implements Cell {
  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final Measure START =
      Measure.lower("start", "start until the first CONNACK", "ms");
  private static final Measure IDLE = Measure.lower("idle_rss", "memory, idle", "MB");

  @Override
  public List<Measure> measures() {
    return List.of(START, IDLE);
  }

  @Override
  public void run(BrokerProcess broker, Timing timing, Contestant.Recorder recorder, Judge judge)
      throws IOException {
    recorder.record(START, broker.startTime().toNanos() / 1e6);
    broker.rest(SETTLING);
    OptionalLong resident = broker.resident();
    if (resident.isPresent()) {
      recorder.record(IDLE, resident.getAsLong() / 1e6);
    }
  }
}
