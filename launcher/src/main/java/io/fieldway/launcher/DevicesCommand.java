package io.fieldway.launcher;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.devices.FieldListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway devices`: the simulated field in a process of its own.
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description =
        "Runs ten simulated devices that speak the device protocol with a gateway over TCP, and"
            + " three that publish to a node.")
final class DevicesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--gateway",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8402",
      description = "Where the gateway listens for devices.")
  InetSocketAddress gateway;

  @Option(
      names = "--mqtt",
      paramLabel = "HOST:PORT",
      description = "A node where three more devices publish; without it there are none.")
  @Nullable InetSocketAddress mqtt;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many times faster than usual the devices report.")
  double rate;

  @Override
  public Integer call() throws IOException {
    Logs.showStateChanges();
    try (Running running = new Running()) {
      running.add(
          "devices",
          Field.start(
              gateway,
              Optional.ofNullable(mqtt),
              FieldConfig.defaults().withRate(rate),
              FieldListener.NONE));
      var out = spec.commandLine().getOut();
      out.println("ten devices report to " + Arguments.text(gateway));
      if (mqtt != null) {
        out.println("three more publish to " + Arguments.text(mqtt));
      }
      out.println("Ctrl-C stops.");
      out.flush();
      running.awaitStop();
    }
    return 0;
  }
}
