package io.fieldway.trials.bench.paper;

import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.BenchReport;
import io.fieldway.trials.bench.Environment;
import io.fieldway.trials.bench.PlaceOptions;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.ReportOptions;
import io.fieldway.trials.bench.Results;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.bench.broker.Judge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway bench paper`: the evaluation of the paper that the mesh follows. See
/// `docs/benchmarks.md`.
@Command(
    name = "paper",
    mixinStandardHelpOptions = true,
    description = {
      "Repeats the evaluation of the paper on routing by topic (its Figures 14, 15 and 16): how long"
          + " so many items take from node 6 to node 1 of its topology, with the shortest path and"
          + " without it.",
      "Every node runs in a process of its own; every delivery is checked, and so is the way it"
          + " took. Exit status 1 where one was lost, repeated or out of order."
    })
public final class BenchPaper implements BenchSource, Callable<Integer> {
  private static final int HIGHEST_QOS = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--items",
      paramLabel = "N",
      split = ",",
      defaultValue = "500,10000,500",
      description =
          "How many items are transmitted: from, to, in steps of. Default, as in the paper:"
              + " ${DEFAULT-VALUE}.")
  private List<Integer> items = new ArrayList<>();

  @Option(
      names = "--qos",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The quality of service of publishing and subscribing; the paper's scripts used 0."
              + " Default: ${DEFAULT-VALUE}.")
  private int qos;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Rounds through all sizes, in which both ways alternate; medians are said. Default:"
              + " ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "8",
      description =
          "Processor time that each node of a path spends before anything is measured, on the"
              + " average. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Option(
      names = "--svg",
      paramLabel = "DIR",
      description = "Write the three figures there, as paper-14.svg, paper-15.svg, paper-16.svg.")
  private @Nullable Path plots;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    List<Integer> sizes = Sizes.of(items).all();
    if (qos < 0 || qos > HIGHEST_QOS) {
      throw new IllegalArgumentException("expected qos 0, 1 or 2, got " + qos);
    }
    Environment environment =
        Environment.here()
            .withDisk(places.place())
            .withLoad()
            .with("fieldway", Broker.FIELDWAY.version());
    Judge judge = new Judge();
    Results results = measure(sizes, judge);
    printed.print(
        new BenchReport(
            "The paper's evaluation: items of %d bytes, QoS %d, from node 6 to node 1"
                .formatted(PaperRounds.PAYLOAD, qos),
            environment,
            Figure.measures(sizes),
            results,
            Way.LONGER.title(),
            notes(sizes, results, judge)),
        spec.commandLine().getOut());
    if (plots != null) {
      plot(sizes, results, plots);
    }
    return Arrays.stream(Way.values()).anyMatch(way -> judge.foundFaultsOf(way.title()))
        ? CommandLine.ExitCode.SOFTWARE
        : CommandLine.ExitCode.OK;
  }

  private Results measure(List<Integer> sizes, Judge judge) throws IOException {
    try (Scratch scratch = Scratch.in(places.place())) {
      Duration spent = Duration.ofMillis((long) (warmUp * 1_000));
      return new PaperRounds(judge, new Progress(spec.commandLine().getErr()))
          .run(sizes, rounds, qos, spent, scratch.path());
    }
  }

  private static List<String> notes(List<Integer> sizes, Results results, Judge judge) {
    List<String> notes = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      notes.add(figure.summary(sizes, results));
    }
    for (Way way : Way.values()) {
      notes.add(way.title() + ": seven nodes, " + way.remark() + ".");
    }
    notes.add(
        "A time runs from the first PUBLISH at node 6 until the last item has come to a subscriber"
            + " at the node. As in the paper a subscriber sits at every node of the path; an item"
            + " crosses each link once, and relays deliver it too.");
    notes.add(
        "Before, the edge node's table has the whole path; after, it is checked that every node of"
            + " the path sent on each item, and no other node any.");
    notes.addAll(judge.notes());
    return notes;
  }

  private static void plot(List<Integer> sizes, Results results, Path directory)
      throws IOException {
    Files.createDirectories(directory);
    for (Figure figure : Figure.values()) {
      Files.writeString(
          directory.resolve("paper-" + figure.number() + ".svg"),
          figure.plot(sizes, results).svg(),
          StandardCharsets.UTF_8);
    }
  }
}
