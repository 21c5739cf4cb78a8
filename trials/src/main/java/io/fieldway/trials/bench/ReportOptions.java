package io.fieldway.trials.bench;

import io.fieldway.wire.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/// How a bench says what it found, as all of them share it.
public final class ReportOptions {
  @Option(names = "--json", description = "Print one JSON document instead of a table.")
  private boolean json;

  /// Prints a report.
  public void print(Report report, PrintWriter out) {
    out.println(json ? Json.write(report.json()) : report.table());
    out.flush();
  }
}
