package io.fieldway.trials.bench;

import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.topics.TopicPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway bench topics`: how fast a broker's subscriptions are found and how much memory they
/// take, under JMH.
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description =
        "Compares topic trees at the job of a broker's subscriptions: matching, changing, memory."
            + " Each is measured by JMH in processes of its own with up to 3 GiB of heap.")
public final class BenchTopics implements BenchSource, Callable<Integer> {
  private static final int QUICK_FILTERS = 100_000;
  private static final Duration QUICK_ITERATION = Duration.ofMillis(200);
  private static final Duration ITERATION = Duration.ofSeconds(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--quick",
      description = "A first impression: one round of short iterations with 100000 filters.")
  private boolean quick;

  @Option(
      names = "--filters",
      paramLabel = "N",
      description = "Filters, a tenth of them with wildcards. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1000000")
  private int filters;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds in which the trees alternate. Default: ${DEFAULT-VALUE}.",
      defaultValue = "3")
  private int rounds;

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    int size = quick ? QUICK_FILTERS : filters;
    Duration iteration = quick ? QUICK_ITERATION : ITERATION;
    Results results = new Results();
    List<TopicContest> contestants =
        Arrays.stream(TopicPeer.values())
            .map(peer -> new TopicContest(peer, size, iteration))
            .toList();
    new AlternatingRounds(results, new Progress(spec.commandLine().getErr()))
        .run("JMH", contestants, quick ? 1 : rounds);
    BenchReport report =
        new BenchReport(
            "Topic trees: %d filters, a tenth with wildcards".formatted(size),
            Environment.here(),
            TopicContest.measures(size),
            results,
            TopicPeer.MOQUETTE.title(),
            notes());
    printed.print(report, spec.commandLine().getOut());
    return 0;
  }

  private static List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (TopicPeer peer : TopicPeer.values()) {
      notes.add(peer.title() + ": " + peer.remark() + ".");
    }
    notes.add(
        "A round is one fork of JMH 1.37 a tree and benchmark: 3 iterations to warm up, 5 measured;"
            + " a JVM with at most 3 GiB of heap and the serial collector.");
    notes.add(
        "A match takes a topic as a string, one of 65536 in random order; about two filters match.");
    notes.add("Memory is what the heap grew by, without the texts of the filters, which are kept.");
    return notes;
  }
}
