package io.fieldway.trials.bench.kill;

import io.fieldway.trials.bench.Report;
import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.wire.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import tools.jackson.databind.node.ObjectNode;

/// What was acknowledged, what of it is missing and what came twice: a table, or JSON.
record KillReport(KillConfig config, Map<Broker, KillOutcome> outcomes, List<String> notes)
    implements Report {
  private static final int NAME_WIDTH = 46;
  private static final int COLUMN_WIDTH = 14;

  KillReport(KillConfig config, Map<Broker, KillOutcome> outcomes, List<String> notes) {
    this.config = config;
    this.outcomes = outcomes; // in the order of the columns
    this.notes = List.copyOf(notes);
  }

  @Override
  public String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "kill -9 under load: %d rounds, --seed %d%n%n",
            config.rounds(),
            config.seed()));
    text.append(" ".repeat(NAME_WIDTH));
    outcomes
        .keySet()
        .forEach(broker -> text.append(String.format("%" + COLUMN_WIDTH + "s", broker.title())));
    text.append('\n');
    rows(text, "QoS 1, subscriber away, one kill", KillOutcome::away);
    rows(text, "QoS 1, " + config.rounds() + " kills", KillOutcome::atLeastOnce);
    rows(text, "QoS 2, " + config.rounds() + " kills", KillOutcome::exactlyOnce);
    text.append('\n');
    outcomes
        .keySet()
        .forEach(broker -> text.append("- " + broker.title() + ": " + broker.remark() + ".\n"));
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    text.append("- Acknowledged is what PUBACK or PUBREC answered for. With QoS 1 a repeat is no");
    return text.append(" fault.\n").toString();
  }

  private void rows(StringBuilder text, String part, Function<KillOutcome, Losses> losses) {
    row(text, part + ": acknowledged", losses, Losses::acknowledged);
    row(text, "  missing of these", losses, Losses::missing);
    row(text, "  repeated", losses, Losses::repeated);
    row(text, "  out of order", losses, Losses::late);
  }

  private void row(
      StringBuilder text,
      String name,
      Function<KillOutcome, Losses> part,
      ToIntFunction<Losses> value) {
    text.append(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", name));
    outcomes
        .values()
        .forEach(outcome ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%," + COLUMN_WIDTH + "d",
                    value.applyAsInt(part.apply(outcome)))));
    text.append('\n');
  }

  @Override
  public ObjectNode json() {
    ObjectNode tree = Json.object().put("rounds", config.rounds()).put("seed", config.seed());
    ObjectNode all = tree.putObject("brokers");
    outcomes.forEach((broker, outcome) -> {
      ObjectNode each = all.putObject(broker.title());
      each.set("away", json(outcome.away()));
      each.set("qos1", json(outcome.atLeastOnce()));
      each.set("qos2", json(outcome.exactlyOnce()));
    });
    return tree;
  }

  private static ObjectNode json(Losses losses) {
    return Json.object()
        .put("acknowledged", losses.acknowledged())
        .put("missing", losses.missing())
        .put("repeated", losses.repeated())
        .put("late", losses.late());
  }
}
