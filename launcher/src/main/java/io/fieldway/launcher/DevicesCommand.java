package io.fieldway.launcher;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
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
        "Runs ten simulated devices that speak the device protocol with a gateway over TCP.")
final class DevicesCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--gateway",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8402",
      description = "Where the gateway listens for devices.")
  InetSocketAddress gateway;

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
      running.add("devices", Field.start(gateway, FieldConfig.defaults().withRate(rate)));
      var out = spec.commandLine().getOut();
      out.println("ten devices report to " + Arguments.text(gateway));
      out.println("Ctrl-C stops.");
      out.flush();
      running.awaitStop();
    }
    return 0;
  }
}
