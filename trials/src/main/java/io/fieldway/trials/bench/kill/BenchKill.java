package io.fieldway.trials.bench.kill;

import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.PlaceOptions;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.ReportOptions;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.trials.bench.broker.Broker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway bench kill`: what the node, and other brokers, keep of what they acknowledged. See
/// `docs/benchmarks.md`.
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = {
      "Kills the node with kill -9 under QoS 1 and QoS 2 load at random moments, alone or beside"
          + " other brokers, and counts the acknowledged messages that are missing.",
      "Exit status 1 where the node lost one, or delivered one of QoS 2 twice."
    })
public final class BenchKill implements BenchSource, Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--vs",
      paramLabel = "BROKER",
      split = ",",
      description = "Other brokers that are killed too: mosquitto, mosquitto+p.")
  private List<String> versus = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "100",
      description = "How often each is killed. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the moments, to try some again. Default: another each time.")
  private @Nullable Long seed;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    KillConfig config =
        KillConfig.of(rounds, Optional.ofNullable(seed).orElseGet(System::nanoTime));
    List<String> notes = new ArrayList<>();
    Map<Broker, KillOutcome> outcomes = new LinkedHashMap<>();
    Progress progress = new Progress(spec.commandLine().getErr());
    for (Broker broker : brokers(notes)) {
      try (Scratch scratch = Scratch.in(places.place())) {
        outcomes.put(
            broker,
            new KillRounds(
                    broker,
                    scratch.path(),
                    config,
                    what -> progress.now(broker.title() + ": " + what))
                .run());
      }
    }
    KillReport report = new KillReport(config, outcomes, notes);
    printed.print(report, spec.commandLine().getOut());
    KillOutcome ours = outcomes.get(Broker.FIELDWAY);
    return ours != null && ours.kept() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Broker> brokers(List<String> notes) {
    List<Broker> brokers = new ArrayList<>(List.of(Broker.FIELDWAY));
    for (String name : versus) {
      Broker broker = Broker.named(name);
      broker
          .missing()
          .ifPresentOrElse(
              missing -> notes.add(name + " takes no part: " + missing + "."),
              () -> brokers.add(broker));
    }
    return brokers.stream().distinct().toList();
  }
}
