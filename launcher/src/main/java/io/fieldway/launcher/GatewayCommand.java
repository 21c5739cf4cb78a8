package io.fieldway.launcher;

import io.fieldway.gateway.Gateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway gateway`: a gateway in a process of its own.
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {DecodeCommand.class, InviteCommand.class, JoinCommand.class},
    description = {
      "Runs a gateway: devices on one side, the platform on the other, and an outbox on disk between"
          + " them that holds every reading until the platform's database has it.",
      "A file sets everything: fieldway config show --role gateway writes one with all its keys."
    })
final class GatewayCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The YAML file; flags come before it. The default is gateway.yaml in --data, where fieldway"
              + " gateway join has left one.")
  @Nullable Path file;

  @Mixin GatewayOptions options;

  @Override
  public Integer call() throws IOException {
    Logs.showStateChanges();
    GatewaySettings settings =
        options
            .read(GatewayFiles.file(Optional.ofNullable(file), Optional.ofNullable(options.data)))
            .value();
    try (Running running = new Running()) {
      Gateway gateway = running.add("gateway", Gateway.start(settings.config()));
      var out = spec.commandLine().getOut();
      out.println("devices connect to " + Arguments.text(gateway.address()));
      settings
          .mqtt()
          .broker()
          .ifPresent(broker -> out.println("and are heard through " + Arguments.text(broker)));
      gateway
          .http()
          .ifPresent(address -> out.println("and push readings to " + Arguments.text(address)));
      gateway
          .coap()
          .ifPresent(address -> out.println("and over CoAP to " + Arguments.text(address)));
      out.println("Ctrl-C stops.");
      out.flush();
      running.awaitStop();
    }
    return 0;
  }
}
