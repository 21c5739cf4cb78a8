package io.fieldway.launcher;

import io.fieldway.launcher.config.Values;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `fieldway gateway invite`: makes a one-time join code at a platform.
@Command(
    name = "invite",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Registers a gateway at a platform, where it is not yet, and prints a code with which it can"
          + " join, once: fieldway gateway join CODE. The link is spent by it; a new one is printed.",
      "Whoever has the code can use it: hand it over as you would a password."
    })
final class InviteCommand implements Callable<Integer> {
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
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "1h",
      description = "How long the code is good for, at most 7d. The default is 1h.")
  String life;

  @Option(
      names = "--platform",
      paramLabel = "URL",
      description =
          "Where the gateway reaches the machine server. The default is the host of the link, and"
              + " the machine server's port.")
  @Nullable String platform;

  @Override
  public Integer call() throws IOException {
    var _ = Values.duration("--for", life);
    try (PlatformClient client = PlatformClient.signIn(link)) {
      if (!isRegistered(client)) {
        var _ = client.registerGateway(id, "Gateway " + id);
      }
      ObjectNode wish = Json.object().put("expiresIn", life);
      if (platform != null) {
        wish.put("platform", platform);
      }
      JsonNode made = client.post("/api/gateways/" + id + "/join-codes", wish);
      PrintWriter out = spec.commandLine().getOut();
      out.println(made.path("code").asString());
      out.flush();
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "good once, until "
              + made.path("expires").asString()
              + ", for the gateway "
              + id
              + ", which reaches "
              + made.path("platform").asString());
      err.println("sign in once at " + client.newSignInLink());
    }
    return 0;
  }

  private boolean isRegistered(PlatformClient client) throws IOException {
    for (JsonNode each : client.get("/api/gateways")) {
      if (each.path("id").asString().equals(id)) {
        return true;
      }
    }
    return false;
  }
}
