package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.mqtt.Traffic;
import java.util.List;

/// The cells of `fieldway bench broker`.
final class Cells {
  private static final int PAYLOAD = 64;
  private static final int RATE = 2_000;
  private static final int MANY = 100;

  static final List<Cell> ALL =
      List.of(
          new ThroughputCell("qos0", "QoS 0, one to one", Traffic.oneToOne(0, PAYLOAD, 4_096)),
          new ThroughputCell("qos1", "QoS 1, one to one", Traffic.oneToOne(1, PAYLOAD, 1_024)),
          new ThroughputCell("qos2", "QoS 2, one to one", Traffic.oneToOne(2, PAYLOAD, 1_024)),
          new ThroughputCell("fanout0", "QoS 0, 1 to 100", toMany(0)),
          new ThroughputCell("fanout1", "QoS 1, 1 to 100", toMany(1)),
          new ThroughputCell("fanin0", "QoS 0, 100 to 1", fromMany(0)),
          new ThroughputCell("fanin1", "QoS 1, 100 to 1", fromMany(1)),
          new ThroughputCell(
              "lasting1",
              "QoS 1, lasting session",
              Traffic.oneToOne(1, PAYLOAD, 16_384).toLastingSessions()),
          new LatencyCell(
              "latency0", "QoS 0 at 2,000 msg/s", Traffic.oneToOne(0, PAYLOAD, RATE), RATE),
          new LatencyCell(
              "latency1", "QoS 1 at 2,000 msg/s", Traffic.oneToOne(1, PAYLOAD, RATE), RATE),
          new StartCell("start", "start"),
          new ConnectionsCell("idle", "memory, 10,000 idle connections", 10_000));

  private Cells() {}

  /// The cells of these names, in the order of the report; all where none is named.
  static List<Cell> named(List<String> ids) {
    for (String id : ids) {
      if (ALL.stream().noneMatch(cell -> cell.id().equals(id))) {
        throw new IllegalArgumentException(
            "no cell is called " + id + "; there are " + ALL.stream().map(Cell::id).toList());
      }
    }
    return ALL.stream().filter(cell -> ids.isEmpty() || ids.contains(cell.id())).toList();
  }

  private static Traffic toMany(int qos) {
    return Traffic.of(1, MANY, qos, PAYLOAD, 128);
  }

  private static Traffic fromMany(int qos) {
    return Traffic.of(MANY, 1, qos, PAYLOAD, 64);
  }
}
