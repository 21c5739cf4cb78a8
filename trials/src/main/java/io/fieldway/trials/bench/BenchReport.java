package io.fieldway.trials.bench;

import io.fieldway.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The outcome of a bench: a table for people, or one JSON document.
///
/// @param reference the contestant that ratios compare with
/// @param notes what a reader must know to judge the figures
public record BenchReport(
    String title,
    Environment environment,
    List<Measure> measures,
    Results results,
    String reference,
    List<String> notes)
    implements Report {

  private static final String NOT_APPLICABLE = "n/a";

  public BenchReport(
      String title,
      Environment environment,
      List<Measure> measures,
      Results results,
      String reference,
      List<String> notes) {
    this.title = title;
    this.environment = environment;
    this.measures = List.copyOf(measures);
    this.results = results;
    this.reference = reference;
    this.notes = List.copyOf(notes);
  }

  /// Medians, each with its ratio to the reference in brackets; above 1 is better.
  @Override
  public String table() {
    StringBuilder text = new StringBuilder(title).append("\n\n");
    environment.appendTo(text);
    text.append('\n');
    appendRows(text, rows());
    text.append(
        "\nMedians; in brackets the median of each round's ratio to "
            + reference
            + " (above 1: better).\n");
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }

  @Override
  public ObjectNode json() {
    ObjectNode tree = Json.object().put("bench", title);
    tree.set("environment", environment.json());
    tree.put("reference", reference);
    ArrayNode all = tree.putArray("measures");
    for (Measure measure : measures) {
      ObjectNode each =
          all.addObject()
              .put("id", measure.id())
              .put("title", measure.title())
              .put("unit", measure.unit())
              .put("better", measure.better().name().toLowerCase(Locale.ROOT));
      ObjectNode contestants = each.putObject("contestants");
      for (String contestant : results.contestants()) {
        contestants.set(contestant, json(contestant, measure));
      }
    }
    ArrayNode remarks = tree.putArray("notes");
    notes.forEach(remarks::add);
    return tree;
  }

  private ObjectNode json(String contestant, Measure measure) {
    ObjectNode tree = Json.object();
    results.median(contestant, measure).ifPresent(median -> tree.put("median", median));
    results.ratio(contestant, reference, measure).ifPresent(ratio -> tree.put("ratio", ratio));
    ArrayNode values = tree.putArray("values");
    results.values(contestant, measure).forEach(values::add);
    return tree;
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("", "unit"));
    head.addAll(results.contestants());
    rows.add(head);
    for (Measure measure : measures) {
      List<String> row = new ArrayList<>(List.of(measure.title(), measure.unit()));
      results.contestants().forEach(each -> row.add(cell(each, measure)));
      rows.add(row);
    }
    return rows;
  }

  private String cell(String contestant, Measure measure) {
    OptionalDouble median = results.median(contestant, measure);
    if (median.isEmpty()) {
      return NOT_APPLICABLE;
    }
    String figure = figure(median.getAsDouble());
    OptionalDouble ratio = results.ratio(contestant, reference, measure);
    return contestant.equals(reference) || ratio.isEmpty()
        ? figure
        : figure + String.format(Locale.ROOT, " (%.2f)", ratio.getAsDouble());
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.2f", value);
  }

  private static void appendRows(StringBuilder text, List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String format = i < 2 ? "  %-" : "  %";
        line.append(String.format(Locale.ROOT, format + widths[i] + "s", row.get(i)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
