package io.fieldway.trials.bench.tbrg;

import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.AlternatingRounds;
import io.fieldway.trials.bench.BenchReport;
import io.fieldway.trials.bench.Environment;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.ReportOptions;
import io.fieldway.trials.bench.Results;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway bench tbrg`: what finding routes costs. See `docs/benchmarks.md`.
@Command(
    name = "tbrg",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what finding routes costs a node: its table, and a change of a link or of interest,"
          + " under JMH in processes of their own.",
      "Counts what it costs the mesh to be told of a change: control messages and their bytes, in a"
          + " simulation that is the same each time."
    })
public final class BenchTbrg implements BenchSource, Callable<Integer> {
  static final String NAME = "fieldway";

  private static final Duration QUICK_ITERATION = Duration.ofMillis(200);
  private static final Duration ITERATION = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(names = "--quick", description = "A first impression: one round of short iterations.")
  private boolean quick;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Nodes of the mesh whose table is made. Default: ${DEFAULT-VALUE}.")
  private int nodes;

  @Option(
      names = "--links",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Links of it. Default: ${DEFAULT-VALUE}.")
  private int links;

  @Option(
      names = "--filters",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Filters of all its nodes together. Default: ${DEFAULT-VALUE}.")
  private int filters;

  @Option(
      names = "--flood",
      paramLabel = "N",
      split = ",",
      defaultValue = "25,100,200",
      description =
          "Nodes of the meshes that are told of changes; each has twice as many links. Default:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> floods = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds under JMH. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    if (nodes < 2 || floods.stream().anyMatch(each -> each < 2)) {
      throw new IllegalArgumentException("a mesh has two nodes at least");
    }
    Environment environment = Environment.here().withLoad();
    Results results = new Results();
    AlternatingRounds alternating =
        new AlternatingRounds(results, new Progress(spec.commandLine().getErr()));
    for (int size : floods) {
      alternating.run("flooding " + size + " nodes", List.of(new FloodCost(size)), 1);
    }
    alternating.run(
        "JMH",
        List.of(new RoutingTimes(nodes, links, filters, quick ? QUICK_ITERATION : ITERATION)),
        quick ? 1 : rounds);
    List<Measure> measures = new ArrayList<>(RoutingTimes.MEASURES);
    measures.addAll(FloodCost.measures(floods));
    printed.print(
        new BenchReport(
            "Routes of a mesh of %d nodes, %d links and %d filters; what a change costs to tell"
                .formatted(nodes, links, filters),
            environment,
            measures,
            results,
            NAME,
            notes()),
        spec.commandLine().getOut());
    return 0;
  }

  private static List<String> notes() {
    return List.of(
        "Times are of one call, the mean of a fork of JMH: 3 iterations to warm up, 5 measured; a"
            + " JVM with the serial collector. On a busy machine the processor time says more. A table is one node's, with a line for every filter"
            + " of every node; a change counts until the node knows the next hop and the weight to"
            + " every node again, which is what it forwards by.",
        "Cut and back are two changes. What covers is a filter over a fiftieth of 10,000, so that"
            + " what is told of them changes twice.",
        "Flooding is counted over all links and both directions, with signatures of 64 bytes and"
            + " without the PUBLISH that carries each message: the median of 11 places. 10 filters"
            + " a node. In the end all nodes know the same.");
  }
}
