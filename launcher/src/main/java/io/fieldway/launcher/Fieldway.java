package io.fieldway.launcher;

import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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
    footer = {"", "Begin with: ./fieldway demo"})
public final class Fieldway {
  static final String VERSION = "0.1.0";

  /// In the order of the help. A command's class is made, and what it needs is loaded, only where
  /// it is called: that is half of a node's start.
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          CloudCommand.class,
          GatewayCommand.class,
          DevicesCommand.class,
          NodeCommand.class,
          ControllerCommand.class,
          MeshCommand.class,
          DrainCommand.class,
          RoutesCommand.class,
          TraceCommand.class,
          RegisterCommand.class,
          PasswdCommand.class,
          ConfigCommand.class,
          CommandLine.HelpCommand.class);

  private Fieldway() {}

  public static void main(String[] args) {
    // Spring Boot would set up logging its own way; that of the launcher stands.
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    System.setProperty("java.awt.headless", "true");
    Logs.gather();
    System.exit(commandLine(args).execute(args));
  }

  /// The command line for these arguments: with the command that they begin with, and otherwise
  /// with every command, and every benchmark that the class path offers.
  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Fieldway());
    List<Class<?>> called = COMMANDS.stream().filter(each -> isCalled(each, args)).toList();
    if (called.isEmpty()) {
      COMMANDS.forEach(line::addSubcommand);
      line.addSubcommand(BenchCommand.line());
    } else {
      called.forEach(line::addSubcommand);
    }
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

  /// `help` speaks of the others, so it comes with them.
  private static boolean isCalled(Class<?> command, String... args) {
    return args.length > 0
        && command != CommandLine.HelpCommand.class
        && command.getAnnotation(Command.class).name().equals(args[0]);
  }

  private static boolean isTheUsers(Exception failure) {
    return failure instanceof IOException
        || failure instanceof UncheckedIOException
        || failure instanceof MalformedException
        || failure instanceof IllegalArgumentException;
  }
}
