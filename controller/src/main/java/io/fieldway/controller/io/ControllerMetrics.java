package io.fieldway.controller.io;

import io.fieldway.controller.reroute.Life;
import io.fieldway.controller.reroute.Rerouter;
import io.fieldway.controller.table.Row;
import java.util.EnumMap;
import java.util.Map;

/// The controller's metrics in Prometheus' text format.
final class ControllerMetrics {
  private static final String PREFIX = "fieldway_controller_";

  private final StringBuilder out = new StringBuilder();

  private ControllerMetrics() {}

  /// All of them. Called on the controller's thread.
  static String text(Rerouter core, ControllerLoop loop, long now) {
    ControllerMetrics metrics = new ControllerMetrics();
    metrics.gauge("acting", "Whether this controller acts.", core.isActing() ? 1 : 0);
    metrics.gauge("term", "The term that this controller has claimed last.", core.term());
    metrics.gauge("nodes", "Nodes known.", core.table().rows().size());
    metrics.gauge("connections", "Nodes connected.", loop.connections());
    metrics.lives(core, now);
    metrics.counter("elections", "Times this controller began to act.", core.elections());
    metrics.counter(
        "nodes_refused", "Nodes left out, as there are too many.", core.table().tooMany());
    metrics.counter(
        "filters_invalid", "Filters of statuses that are none.", core.table().invalidFilters());
    metrics.counter(
        "handovers_forgotten",
        "Handovers that are not remembered any more.",
        core.handoversForgotten());
    loop.counts()
        .forEach((word, count) ->
            metrics.counter(word, "How many " + word.replace('_', ' ') + ".", count));
    return metrics.out.toString();
  }

  private void lives(Rerouter core, long now) {
    Map<Life, Integer> lives = new EnumMap<>(Life.class);
    for (Life each : Life.values()) {
      lives.put(each, 0);
    }
    for (Row row : core.table().rows()) {
      lives.merge(core.life(row.name(), now), 1, Integer::sum);
    }
    describe("lives", "Nodes by how they fare.", "gauge");
    lives.forEach((life, count) -> sample("lives{life=\"" + life.word() + "\"}", count));
  }

  private void gauge(String word, String help, long value) {
    describe(word, help, "gauge");
    sample(word, value);
  }

  private void counter(String word, String help, long value) {
    describe(word + "_total", help, "counter");
    sample(word + "_total", value);
  }

  private void describe(String word, String help, String kind) {
    out.append("# HELP ").append(PREFIX).append(word).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(PREFIX).append(word).append(' ').append(kind).append('\n');
  }

  private void sample(String word, long value) {
    out.append(PREFIX).append(word).append(' ').append(value).append('\n');
  }
}
