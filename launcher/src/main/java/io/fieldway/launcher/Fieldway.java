package io.fieldway.launcher;

import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The main class. A failure is one sentence on standard error and exit status 1; a wrong command
/// line is answered with its usage and exit status 2.
@Command(
    name = "fieldway",
    mixinStandardHelpOptions = true,
    version = "fieldway " + Fieldway.VERSION,
    description =
        "Moves data from the field to the cloud and instructions back, over links that fail.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Begin with: ./fieldway demo"},
    subcommands = {
      DemoCommand.class,
      CloudCommand.class,
      GatewayCommand.class,
      DevicesCommand.class,
      NodeCommand.class,
      RegisterCommand.class,
      PasswdCommand.class,
      ConfigCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Fieldway {
  static final String VERSION = "0.1.0";

  private Fieldway() {}

  public static void main(String[] args) {
    // Spring Boot would set up logging its own way; logback.xml of the launcher stands.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    System.setProperty("java.awt.headless", "true");
    Logs.gather();
    System.exit(commandLine().execute(args));
  }

  /// The command line with every command, and every benchmark that the class path offers.
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Fieldway());
    line.addSubcommand(BenchCommand.line());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.registerConverter(Duration.class, Arguments::duration);
    line.registerConverter(InetSocketAddress.class, Arguments::address);
    line.setExecutionExceptionHandler((failure, failed, parsed) -> {
      if (isTheUsers(failure)) {
        failed.getErr().println("fieldway: " + failure.getMessage());
      } else {
        failed.getErr().println("fieldway: this is a bug, please report it:");
        failure.printStackTrace(failed.getErr());
      }
      return CommandLine.ExitCode.SOFTWARE;
    });
    return line;
  }

  private static boolean isTheUsers(Exception failure) {
    return failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof MalformedException
        || failure instanceof IllegalArgumentException;
  }
}
