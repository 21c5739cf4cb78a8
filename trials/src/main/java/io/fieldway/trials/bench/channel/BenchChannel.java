package io.fieldway.trials.bench.channel;

import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.AlternatingRounds;
import io.fieldway.trials.bench.BenchReport;
import io.fieldway.trials.bench.Environment;
import io.fieldway.trials.bench.PlaceOptions;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.ReportOptions;
import io.fieldway.trials.bench.Results;
import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.broker.LoadOptions;
import io.fieldway.trials.bench.broker.Timing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway bench channel`: the two-way channel between gateways and platform. See
/// `docs/benchmarks.md`.
@Command(
    name = "channel",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the channel between gateways and platform: points stored, the wait for their"
          + " acknowledgement, instructions, the return after an outage.",
      "The platform runs in a process of its own, started anew for each run. Exit status 1 where a"
          + " point was lost, or stored twice."
    })
public final class BenchChannel implements BenchSource, Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--database",
      paramLabel = "DATABASE",
      split = ",",
      defaultValue = Database.SQLITE,
      description =
          "Where the platform keeps its points: sqlite, postgresql (a server for each run, as its"
              + " package configures it), or the jdbc url of an empty PostgreSQL database. Several"
              + " are compared. Default: ${DEFAULT-VALUE}.")
  private List<String> databases = new ArrayList<>();

  @Option(
      names = "--cells",
      paramLabel = "CELL",
      split = ",",
      description = "What is measured, such as one,hundred,latency. Default: everything.")
  private List<String> cells = new ArrayList<>();

  @Option(
      names = "--sessions",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Gateways, where many are asked for. Default: ${DEFAULT-VALUE}.")
  private int sessions;

  @Mixin private LoadOptions load = new LoadOptions();

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "15",
      description =
          "Processor time that the platform spends before its rate is measured. Default:"
              + " ${DEFAULT-VALUE}.")
  private double warmUp;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    List<String> titles = databases.stream().map(Database::titleOf).toList();
    Judge judge = new Judge();
    printed.print(measure(Cells.named(cells), titles, judge), spec.commandLine().getOut());
    return titles.stream().anyMatch(judge::foundFaultsOf)
        ? CommandLine.ExitCode.SOFTWARE
        : CommandLine.ExitCode.OK;
  }

  private BenchReport measure(List<Cell> chosen, List<String> titles, Judge judge)
      throws IOException {
    Environment environment =
        Environment.here()
            .withDisk(places.place())
            .withLoad()
            .with("fieldway", Broker.FIELDWAY.version());
    Timing timing = load.timing(warmUp);
    Progress progress = new Progress(spec.commandLine().getErr());
    Results results = new Results();
    for (Cell cell : chosen) {
      new AlternatingRounds(results, progress)
          .run(
              cell.title(),
              databases.stream()
                  .map(each ->
                      new CellRun(each, cell, timing, sessions, places.place(), judge, progress))
                  .toList(),
              load.rounds());
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "The platform has all its servers and its Redis in one process and its child; gateways are"
            + " simulated by one thread beside it, which speaks the real protocol.");
    notes.addAll(judge.notes());
    return new BenchReport(
        "The channel between gateways and platform",
        environment,
        chosen.stream().flatMap(cell -> cell.measures().stream()).toList(),
        results,
        titles.getFirst(),
        notes);
  }
}
