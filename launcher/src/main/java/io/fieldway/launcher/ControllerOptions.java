package io.fieldway.launcher;

import io.fieldway.controller.ControllerConfig;
import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of a controller, which come before its file.
final class ControllerOptions {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The controller's name; each controller of a mesh has its own.")
  @Nullable String name;

  @Option(
      names = "--node",
      paramLabel = "HOST:PORT",
      description = "A node's address for links (its --link), as often as there are nodes.")
  @Nullable List<InetSocketAddress> nodes;

  @Option(names = "--mesh", paramLabel = "NAME", description = "The mesh's name.")
  @Nullable String mesh;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where the controller keeps what it has decided; made where it is missing. The default is"
              + " data/controller.")
  @Nullable Path data;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Where health, metrics, the table and the plan are served; the default is 127.0.0.1:8406.")
  @Nullable InetSocketAddress http;

  @Option(
      names = "--join",
      paramLabel = "TOKEN",
      description =
          "The invitation to a mesh with certificates, which fieldway mesh invite --controller"
              + " prints; needed once.")
  @Nullable String join;

  @Option(names = "--insecure", description = "Allow addresses beyond this machine without TLS.")
  boolean insecure;

  /// What holds: the defaults, over them the file, over it the flags.
  Configured<ControllerConfig> read(Optional<Path> file) throws IOException {
    return Configured.read(defaults(), file, flags());
  }

  static ControllerConfig defaults() {
    return ControllerConfig.standard(Path.of("data", "controller"));
  }

  private Flags flags() {
    return new Flags()
        .set("--name", "name", name)
        .set("--node", "nodes", nodes)
        .set("--mesh", "mesh", mesh)
        .set("--join", "join", join)
        .set("--data", "data", data)
        .set("--http", "http", http)
        .set("--insecure", "insecure", insecure ? true : null);
  }
}
