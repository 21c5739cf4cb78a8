package io.fieldway.trials.bench.channel;

import java.time.Duration;
import java.util.List;

/// The cells of `fieldway bench channel`.
final class Cells {
  private static final int MANY = 100;

  static final List<Cell> ALL =
      List.of(
          new ThroughputCell("one", "stored, one gateway", 1, 8),
          new ThroughputCell("hundred", "stored, 100 gateways", MANY, 2),
          new LatencyCell("latency", "reading to its acknowledgement, 500 a second", MANY, 500),
          new InstructionCell("instruction", "instruction", 1, 500, Duration.ZERO, 0),
          new InstructionCell(
              "instruction-far",
              "instruction, 200 ms, 5 % lost",
              20,
              400,
              Duration.ofMillis(200),
              0.05),
          new OutageCell(
              "outage", "catching up after 6 hours, 100 gateways", MANY, Duration.ofHours(6)),
          new ReturnCell("return", "return of many gateways"),
          new ChurnCell("churn", "connections that break", MANY));

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
}
