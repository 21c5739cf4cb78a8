package io.fieldway.trials.bench.mesh;

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
import io.fieldway.trials.bench.broker.Judge;
import io.fieldway.trials.bench.broker.LoadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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

/// `fieldway bench mesh`: chains of nodes beside chains of bridged brokers. See
/// `docs/benchmarks.md`.
@Command(
    name = "mesh",
    mixinStandardHelpOptions = true,
    description = {
      "Measures chains of nodes, alone or beside bridged brokers: QoS 1, 64 bytes, published at one"
          + " end and subscribed at the other.",
      "Every broker runs in a process of its own; every delivery is checked. Exit status 1 where"
          + " the nodes lost, repeated or reordered one."
    })
public final class BenchMesh implements BenchSource, Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--vs",
      paramLabel = "CHAIN",
      description = "What to compare with: mosquitto-bridges.")
  private @Nullable String versus;

  @Option(
      names = "--durability",
      paramLabel = "WHEN",
      split = ",",
      defaultValue = "fsync",
      description =
          "When a node answers for a message: fsync once it was forced to the disk, interval once"
              + " the system has it and the disk is forced every 100 ms; or both, side by side."
              + " Default: ${DEFAULT-VALUE}.")
  private List<String> durability = new ArrayList<>();

  @Option(
      names = "--hops",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,3,5",
      description = "The lengths of the chains. Default: ${DEFAULT-VALUE}.")
  private List<Integer> hops = new ArrayList<>();

  @Mixin private LoadOptions load = new LoadOptions();

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "8",
      description =
          "Processor time that each broker spends before anything is measured, on the average; a"
              + " JVM has compiled most of what it runs by then. Default: ${DEFAULT-VALUE}.")
  private double warmUp;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    if (hops.stream().anyMatch(each -> each < 1)) {
      throw new IllegalArgumentException("a chain has one hop at least");
    }
    Judge judge = new Judge();
    BenchReport report = measure(judge);
    printed.print(report, spec.commandLine().getOut());
    return Arrays.stream(Joint.values())
            .anyMatch(joint -> joint.isOurs() && judge.foundFaultsOf(joint.title()))
        ? CommandLine.ExitCode.SOFTWARE
        : CommandLine.ExitCode.OK;
  }

  private BenchReport measure(Judge judge) throws IOException {
    List<String> notes = new ArrayList<>();
    List<Joint> joints = joints(notes);
    @Var Environment environment = Environment.here().withDisk(places.place()).withLoad();
    for (Joint joint : joints) {
      environment = environment.with(joint.title(), joint.broker().version());
    }
    Results results = run(joints, judge);
    joints.forEach(joint -> notes.add(joint.title() + ": " + joint.remark() + "."));
    notes.add("CPU is that of all brokers of a chain, both ends included, divided by its hops.");
    notes.addAll(judge.notes());
    List<Measure> measures =
        hops.stream().flatMap(each -> ChainRun.measures(each).stream()).toList();
    return new BenchReport(
        "Chains of brokers: QoS 1, 64 bytes, MQTT 5, all on one machine",
        environment,
        measures,
        results,
        joints.getLast().title(),
        notes);
  }

  private Results run(List<Joint> joints, Judge judge) throws IOException {
    Results results = new Results();
    AlternatingRounds alternating =
        new AlternatingRounds(results, new Progress(spec.commandLine().getErr()));
    for (int length : hops) {
      alternating.run(
          ChainRun.title(length),
          joints.stream()
              .map(each -> new ChainRun(each, length, load.timing(warmUp), places.place(), judge))
              .toList(),
          load.rounds());
    }
    return results;
  }

  /// The nodes, and what is named and can take part.
  private List<Joint> joints(List<String> notes) {
    List<Joint> joints =
        new ArrayList<>(durability.stream().map(Joint::durable).distinct().toList());
    Optional.ofNullable(versus)
        .map(Joint::named)
        .filter(named -> !joints.contains(named))
        .ifPresent(named ->
            named
                .broker()
                .missing()
                .ifPresentOrElse(
                    missing -> notes.add(named.title() + " takes no part: " + missing + "."),
                    () -> joints.add(named)));
    return joints;
  }
}
