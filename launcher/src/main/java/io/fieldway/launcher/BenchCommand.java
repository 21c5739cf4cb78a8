package io.fieldway.launcher;

import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `fieldway bench`: the benchmarks that the class path offers.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "BENCHMARK",
    description = {
      "Measures Fieldway side by side with its peers: a table for people, --json for programs."
    })
final class BenchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  /// The command with its benchmarks as sub-commands.
  static CommandLine line() {
    CommandLine line = new CommandLine(new BenchCommand());
    for (BenchSource source : ServiceLoader.load(BenchSource.class)) {
      line.addSubcommand(source.command());
    }
    return line;
  }

  @Override
  public Integer call() {
    if (spec.subcommands().isEmpty()) {
      throw new IllegalArgumentException(
          "the benchmarks come with the source tree: run ./fieldway bench there");
    }
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
