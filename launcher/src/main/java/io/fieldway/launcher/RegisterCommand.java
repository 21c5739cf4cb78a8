package io.fieldway.launcher;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway register`: makes a gateway and the simulated field known to a platform.
@Command(
    name = "register",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Registers a gateway and the ten simulated devices at a platform and writes the gateway's key"
          + " to a file. The link is spent by it; a new one is printed."
    })
final class RegisterCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--link",
      required = true,
      paramLabel = "URL",
      description = "A one-time sign-in link, as fieldway cloud prints it.")
  URI link;

  @Option(names = "--id", required = true, paramLabel = "ID", description = "The gateway's id.")
  String id;

  @Option(
      names = "--key-file",
      required = true,
      paramLabel = "FILE",
      description = "Where the key goes; the file must not exist.")
  Path keyFile;

  @Option(
      names = "--mqtt",
      description = "Register the three simulated devices that speak MQTT, too.")
  boolean mqtt;

  @Override
  public Integer call() throws IOException {
    try (PlatformClient platform = PlatformClient.signIn(link)) {
      KeyFile.write(keyFile, Provisioning.gateway(platform, id));
      Provisioning.devices(platform, id);
      if (mqtt) {
        Provisioning.mqttDevices(platform, id);
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println("registered " + id + "; its key is in " + keyFile);
      out.println("sign in once at " + platform.newSignInLink());
    }
    return 0;
  }
}
