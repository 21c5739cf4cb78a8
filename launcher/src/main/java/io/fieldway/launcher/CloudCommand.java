package io.fieldway.launcher;

import io.fieldway.cloud.Cloud;
import io.fieldway.cloud.CloudConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway cloud`: the platform in a process of its own.
@Command(
    name = "cloud",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Runs the platform: machine, resource, event and user server, with Redis and a database.",
      "Prints a one-time link that signs a person in."
    })
final class CloudCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "Where the platform keeps its database and keys; made where it is missing.")
  Path data;

  @Mixin PlatformOptions platform;

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

  private CloudConfig config() {
    return platform
        .config(data, insecure)
        .withMesh(mesh == null ? List.of() : mesh, controller == null ? List.of() : controller);
  }

  @Override
  public Integer call() {
    Logs.showStateChanges();
    try (Running running = new Running()) {
      Cloud cloud = running.add("cloud", Cloud.start(config()));
      var out = spec.commandLine().getOut();
      out.println("machine server  " + cloud.machine());
      out.println("web pages       " + cloud.web());
      out.println("sign in once at " + cloud.signInLink());
      out.println("Ctrl-C stops.");
      out.flush();
      running.awaitStop();
    }
    return 0;
  }
}
