package io.fieldway.trials.bench.failover;

import com.google.errorprone.annotations.Var;
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

/// `fieldway bench failover`: what clients see of the death of their broker. See
/// `docs/benchmarks.md`.
@Command(
    name = "failover",
    mixinStandardHelpOptions = true,
    description = {
      "Kills one of three nodes again and again with kill -9 while messages flow, and measures how"
          + " long a subscriber at its address waits for the next one; and what it costs a node to"
          + " be copied to a substitute.",
      "Every node, and the controller, runs in a process of its own. Exit status 1 where an"
          + " acknowledged message did not come."
    })
public final class BenchFailover implements BenchSource, Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "50",
      description = "How often the node dies in each round. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--with",
      paramLabel = "READINESS",
      split = ",",
      defaultValue = "substitute,local,no-controller",
      description =
          "What is compared: substitute, local (what the acknowledgement of a publisher waits for),"
              + " no-controller. Default: ${DEFAULT-VALUE}.")
  private List<String> with = new ArrayList<>();

  @Mixin private LoadOptions load = new LoadOptions();

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "4",
      description =
          "Processor time that the node spends before its rate is measured. Default:"
              + " ${DEFAULT-VALUE}.")
  private double warmUp;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    List<Readiness> all = with.stream().map(Readiness::named).distinct().toList();
    Judge judge = new Judge();
    printed.print(measure(all, judge), spec.commandLine().getOut());
    return all.stream().anyMatch(each -> judge.foundFaultsOf(each.title()))
        ? CommandLine.ExitCode.SOFTWARE
        : CommandLine.ExitCode.OK;
  }

  private BenchReport measure(List<Readiness> all, Judge judge) throws IOException {
    @Var Environment environment = Environment.here().withDisk(places.place()).withLoad();
    environment = environment.with("fieldway", Broker.FIELDWAY.version());
    Progress progress = new Progress(spec.commandLine().getErr());
    Results results = new Results();
    new AlternatingRounds(results, progress)
        .run(
            "failover",
            all.stream()
                .map(each ->
                    new FailoverRun(
                        each, kills, load.timing(warmUp), places.place(), judge, progress))
                .toList(),
            load.rounds());
    List<String> notes = new ArrayList<>();
    all.forEach(each -> notes.add(each.title() + ": " + each.remark() + "."));
    notes.add(
        "A death is kill -9 of the subscriber's node; the subscriber tries the same address every"
            + " 10 ms and must find its session there.");
    notes.addAll(judge.notes());
    return new BenchReport(
        "The death of a broker: three nodes, " + kills + " deaths a round",
        environment,
        List.of(
            FailoverRun.RATE,
            FailoverRun.CPU,
            FailoverRun.MEDIAN,
            FailoverRun.HIGH,
            FailoverRun.MOST),
        results,
        all.getLast().title(),
        notes);
  }
}
