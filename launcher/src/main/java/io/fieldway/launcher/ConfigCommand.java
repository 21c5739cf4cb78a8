package io.fieldway.launcher;

import io.fieldway.controller.ControllerConfig;
import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldway config`: looks at configuration files without starting anything.
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks and shows the configuration file of a role.",
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class})
final class ConfigCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  /// A role with a configuration file.
  enum Role {
    NODE,
    CONTROLLER,
    GATEWAY,
    CLOUD
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  /// A gateway's file as it stands; the flags of these commands are a node's.
  private static Configured<GatewaySettings> gateway(Optional<Path> file, NodeOptions node)
      throws IOException {
    if (!node.flags().isEmpty()) {
      throw new IllegalArgumentException("expected no flags of a node beside --role gateway");
    }
    return Configured.read(GatewaySettings.defaults(), file, new Flags());
  }

  /// A cloud process's file as it stands.
  private static Configured<CloudSettings> cloud(Optional<Path> file, NodeOptions node)
      throws IOException {
    if (!node.flags().isEmpty()) {
      throw new IllegalArgumentException("expected no flags of a node beside --role cloud");
    }
    return Configured.read(CloudSettings.defaults(), file, new Flags());
  }

  /// A controller's file as it stands.
  private static Configured<ControllerConfig> controller(Optional<Path> file, NodeOptions node)
      throws IOException {
    if (!node.flags().isEmpty()) {
      throw new IllegalArgumentException("expected no flags of a node beside --role controller");
    }
    return Configured.read(ControllerOptions.defaults(), file, new Flags());
  }

  /// `fieldway config check`.
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      showDefaultValues = true,
      description = {
        "Checks a file, and the files that it names, as the start of the role would; lists all that"
            + " is wrong."
      })
  static final class Check implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The YAML file.")
    Path file;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "node",
        description = "Whose configuration it is: node, controller, gateway or cloud.")
    Role role;

    @Mixin NodeOptions node;

    @Override
    public Integer call() throws IOException {
      switch (role) {
        case NODE -> node.read(Optional.of(file));
        case CONTROLLER -> controller(Optional.of(file), node);
        case GATEWAY -> gateway(Optional.of(file), node);
        case CLOUD -> cloud(Optional.of(file), node);
      }
      spec.commandLine().getOut().println(file + " is right");
      return 0;
    }
  }

  /// `fieldway config show`.
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      showDefaultValues = true,
      description = {
        "Shows the values that hold, each with where it comes from: default, file or flag.",
        "Without a file and flags, or with --defaults, it shows a file of all keys with their"
            + " defaults and what they mean."
      })
  static final class Show implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The YAML file.")
    @Nullable Path file;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        defaultValue = "node",
        description = "Whose configuration it is: node, controller, gateway or cloud.")
    Role role;

    @Option(names = "--defaults", description = "Explain every key; leaves files and flags aside.")
    boolean defaults;

    @Mixin NodeOptions node;

    @Override
    public Integer call() throws IOException {
      String text =
          switch (role) {
            case NODE ->
                defaults || (file == null && node.flags().isEmpty())
                    ? Configured.defaults(NodeOptions.defaults()).documented()
                    : node.read(Optional.ofNullable(file)).shown();
            case CONTROLLER ->
                defaults || file == null
                    ? Configured.defaults(ControllerOptions.defaults()).documented()
                    : controller(Optional.of(file), node).shown();
            case GATEWAY ->
                defaults || file == null
                    ? Configured.defaults(GatewaySettings.defaults()).documented()
                    : gateway(Optional.of(file), node).shown();
            case CLOUD ->
                defaults || file == null
                    ? Configured.defaults(CloudSettings.defaults()).documented()
                    : cloud(Optional.of(file), node).shown();
          };
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return 0;
    }
  }
}
