package io.fieldway.trials.bench.fuzz;

import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.PlaceOptions;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.bench.broker.BrokerProcess;
import java.io.IOException;
import java.io.PrintWriter;
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

/// `fieldway bench fuzz`: whether a node lives on, whatever it is told.
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description = {
      "Sends mutated packets to a node of its own over real sockets.",
      "Exit status 1 where the node ended, told of an error of its own, or let a connection stand."
    })
public final class BenchFuzz implements BenchSource, Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--packets",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many mutated packets. Default: ${DEFAULT-VALUE}.")
  private long packets;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of what is sent, to try it again. Default: another each time.")
  private @Nullable Long seed;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    long chosen = Optional.ofNullable(seed).orElseGet(System::nanoTime);
    PrintWriter out = spec.commandLine().getOut();
    Progress progress = new Progress(spec.commandLine().getErr());
    out.println("seed " + chosen);
    try (Scratch scratch = Scratch.in(places.place());
        BrokerProcess node = BrokerProcess.start(Broker.FIELDWAY, scratch.path())) {
      Fuzz.Outcome outcome = new Fuzz(node.address(), chosen, packets, progress::now).run();
      List<String> errors = node.lines(" ERROR ");
      node.check();
      out.printf(
          "%,d mutated packets over %,d connections, of which the node answered %,d%n",
          outcome.mutated(), outcome.connections(), outcome.answered());
      node.peakResident()
          .ifPresent(bytes -> out.printf("at most %,d MiB in memory%n", bytes >> 20));
      outcome.stuck().forEach(each -> out.println("stuck: " + each));
      errors.forEach(out::println);
      out.flush();
      return outcome.stuck().isEmpty() && errors.isEmpty()
          ? CommandLine.ExitCode.OK
          : CommandLine.ExitCode.SOFTWARE;
    }
  }
}
