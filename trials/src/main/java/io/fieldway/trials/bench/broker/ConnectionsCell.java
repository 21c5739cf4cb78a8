package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.mqtt.IdleLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// What a broker holds in memory with many clients that say nothing.
record ConnectionsCell(String id, String title, int clients) implements Cell {
  private static final Duration SETTLING = Duration.ofSeconds(2);

  @Override
  public List<Measure> measures() {
    return List.of(memory());
  }

  @Override
  public void run(BrokerProcess broker, Timing timing, Contestant.Recorder recorder, Judge judge)
      throws IOException {
    try (IdleLoad idle = IdleLoad.connect(broker.address(), clients, broker.protocol())) {
      broker.rest(SETTLING);
      OptionalLong resident = broker.resident();
      if (resident.isPresent()) {
        recorder.record(memory(), resident.getAsLong() / 1e6);
      }
      idle.check();
    }
  }

  private Measure memory() {
    return Measure.lower(id + "_rss", title, "MB");
  }
}
