package io.fieldway.launcher;

import io.fieldway.gateway.Gateway;
import io.fieldway.gateway.GatewayConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway gateway`: a gateway in a process of its own.
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Runs a gateway: devices on one side, the platform on the other, and an outbox on disk between"
          + " them that holds every reading until the platform's database has it."
    })
final class GatewayCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--id",
      required = true,
      paramLabel = "ID",
      description = "The gateway's id, as the platform registered it.")
  String id;

  @Option(
      names = "--key-file",
      required = true,
      paramLabel = "FILE",
      description = "The gateway's key, as fieldway register wrote it.")
  Path keyFile;

  @Option(
      names = "--platform",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8401",
      description = "The platform's machine server.")
  URI platform;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8402",
      description = "Where devices connect (docs/device-protocol.md).")
  InetSocketAddress listen;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Where the gateway keeps its outbox; made where it is missing.")
  Path data;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How often devices show that they live.")
  Duration heartbeat;

  @Option(
      names = "--insecure",
      description = "Allow a device listener beyond this machine: its protocol has no credentials.")
  boolean insecure;

  @Override
  public Integer call() throws IOException {
    Logs.showStateChanges();
    GatewayConfig config =
        GatewayConfig.of(id, KeyFile.read(keyFile), platform, listen, data)
            .withHeartbeat(heartbeat)
            .withInsecure(insecure);
    try (Running running = new Running()) {
      Gateway gateway = running.add("gateway", Gateway.start(config));
      var out = spec.commandLine().getOut();
      out.println("devices connect to " + Arguments.text(gateway.address()));
      out.println("Ctrl-C stops.");
      out.flush();
      running.awaitStop();
    }
    return 0;
  }
}
