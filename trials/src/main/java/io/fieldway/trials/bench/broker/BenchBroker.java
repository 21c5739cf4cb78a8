package io.fieldway.trials.bench.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.AlternatingRounds;
import io.fieldway.trials.bench.BenchReport;
import io.fieldway.trials.bench.Environment;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.PlaceOptions;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.ReportOptions;
import io.fieldway.trials.bench.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway bench broker`: the node beside other brokers. See `docs/benchmarks.md`.
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    description = {
      "Measures the node, alone or beside other brokers: rates, latencies, processor time, memory.",
      "Every broker runs in a process of its own that is started for each load; every delivery is"
          + " checked. Exit status 1 where the node lost, repeated or reordered one."
    })
public final class BenchBroker implements BenchSource, Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--vs",
      paramLabel = "BROKER",
      description = "The broker to compare with: mosquitto, mosquitto+p, moquette.")
  private @Nullable String versus;

  @Option(
      names = "--with",
      paramLabel = "BROKER",
      split = ",",
      description = "Further brokers in the same rounds.")
  private List<String> with = new ArrayList<>();

  @Option(
      names = "--cells",
      paramLabel = "CELL",
      split = ",",
      description =
          "What to measure, of qos0, qos1, qos2, fanout0, fanout1, fanin0, fanin1, lasting1,"
              + " latency0, latency1, start, idle. Default: everything.")
  private List<String> cells = new ArrayList<>();

  @Mixin private LoadOptions load = new LoadOptions();

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "3",
      description =
          "How long each load runs before, in processor time of the broker where it is fully"
              + " loaded. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    Judge judge = new Judge();
    BenchReport report = measure(judge);
    printed.print(report, spec.commandLine().getOut());
    return judge.foundFaultsOf(Broker.FIELDWAY.title())
        ? CommandLine.ExitCode.SOFTWARE
        : CommandLine.ExitCode.OK;
  }

  private BenchReport measure(Judge judge) throws IOException {
    List<String> notes = new ArrayList<>();
    List<Broker> brokers = brokers(notes);
    List<Cell> chosen = Cells.named(cells);
    @Var Environment environment = Environment.here().withDisk(places.place()).withLoad();
    for (Broker broker : brokers) {
      environment = environment.with(broker.title(), broker.version());
    }
    Results results = run(brokers, chosen, judge);
    brokers.forEach(broker -> notes.add(broker.title() + ": " + broker.remark() + "."));
    notes.addAll(judge.notes());
    List<Measure> measures = chosen.stream().flatMap(cell -> cell.measures().stream()).toList();
    return new BenchReport(
        "MQTT brokers: 64 bytes, MQTT 5, clients and broker on one machine",
        environment,
        measures,
        results,
        reference(brokers).title(),
        notes);
  }

  private Results run(List<Broker> brokers, List<Cell> chosen, Judge judge) throws IOException {
    Results results = new Results();
    AlternatingRounds alternating =
        new AlternatingRounds(results, new Progress(spec.commandLine().getErr()));
    for (Cell cell : chosen) {
      alternating.run(
          cell.title(),
          brokers.stream()
              .map(each -> new CellRun(each, cell, load.timing(warmUp), places.place(), judge))
              .toList(),
          load.rounds());
    }
    return results;
  }

  /// The node, and what is named and can take part.
  private List<Broker> brokers(List<String> notes) {
    List<String> named = new ArrayList<>();
    Optional.ofNullable(versus).ifPresent(named::add);
    named.addAll(with);
    List<Broker> brokers = new ArrayList<>(List.of(Broker.FIELDWAY));
    for (Broker broker : named.stream().map(Broker::named).distinct().toList()) {
      broker
          .missing()
          .ifPresentOrElse(
              missing -> notes.add(broker.title() + " takes no part: " + missing + "."),
              () -> brokers.add(broker));
    }
    return brokers;
  }

  private Broker reference(List<Broker> brokers) {
    return Optional.ofNullable(versus)
        .map(Broker::named)
        .filter(brokers::contains)
        .orElse(Broker.FIELDWAY);
  }
}
