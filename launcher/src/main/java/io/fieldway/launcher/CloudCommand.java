package io.fieldway.launcher;

import io.fieldway.cloud.Cloud;
import io.fieldway.cloud.CloudConfig;
import io.fieldway.cloud.Role;
import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway cloud`: the platform, or some of its servers, in a process of its own.
@Command(
    name = "cloud",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the platform: machine, resource, event and user server, with Redis and a database.",
      "Prints a one-time link that signs a person in.",
      "A file sets everything: fieldway config show --role cloud writes one with all its keys."
    })
final class CloudCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The YAML file; flags come before it.")
  @Nullable Path file;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      split = ",",
      description =
          "Which servers run in this process: machine, resource, event, user; all without it. With"
              + " fewer than all, --redis and --database name what the processes share.")
  @Nullable List<Role> roles;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the platform keeps its database and keys; made where it is missing.")
  @Nullable Path data;

  @Mixin PlatformOptions platform;

  @Option(
      names = "--platform-key",
      paramLabel = "FILE",
      description =
          "The platform's key, the same for machine and resource servers in all processes; the"
              + " default is platform.key in the data directory.")
  @Nullable Path platformKey;

  @Option(
      names = "--resource",
      paramLabel = "URL",
      description =
          "Where the resource server's process serves REST, for a user server in another process.")
  @Nullable String resource;

  @Option(
      names = "--mesh",
      paramLabel = "HOST:PORT",
      description =
          "Where a node of a mesh serves its views, as often as there are any: the page shows the"
              + " mesh, and of these nodes what passes over their links.")
  @Nullable List<InetSocketAddress> mesh;

  @Option(
      names = "--controller",
      paramLabel = "HOST:PORT",
      description =
          "Where a controller of that mesh serves its views, as often as there are any: the page"
              + " shows who stands in for whom, and who carries whom on.")
  @Nullable List<InetSocketAddress> controller;

  @Option(
      names = "--insecure",
      description = "Allow listeners beyond this machine without TLS and credentials.")
  boolean insecure;

  private Flags flags() {
    return platform
        .flags()
        .set("--role", "role", roles)
        .set("--data", "data", data)
        .set("--platform-key", "platform-key", platformKey)
        .set("--resource", "resource", resource)
        .set("--mesh", "mesh", mesh)
        .set("--controller", "controllers", controller)
        .set("--insecure", "insecure", insecure ? true : null);
  }

  @Override
  public Integer call() throws IOException {
    Logs.showStateChanges();
    CloudConfig config =
        Configured.read(CloudSettings.defaults(), Optional.ofNullable(file), flags())
            .value()
            .config();
    try (Running running = new Running()) {
      tell(running.add("cloud", Cloud.start(config)), config.roles());
      running.awaitStop();
    }
    return 0;
  }

  private void tell(Cloud cloud, Set<Role> servers) {
    PrintWriter out = spec.commandLine().getOut();
    URI web = cloud.web();
    if (servers.contains(Role.MACHINE)) {
      out.println("machine server  " + cloud.machine());
    }
    if (servers.contains(Role.USER)) {
      out.println("web pages       " + web);
    }
    if (servers.contains(Role.RESOURCE)) {
      out.println("REST            " + web.resolve("/api/"));
    }
    out.println("health          " + web.resolve("/api/health"));
    if (servers.contains(Role.USER)) {
      out.println("sign in once at " + cloud.signInLink());
    }
    out.println("Ctrl-C stops.");
    out.flush();
  }
}
