package io.fieldway.launcher;

import io.fieldway.cloud.CloudConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The platform's options, as `cloud` and `demo` share them.
final class PlatformOptions {
  @Option(
      names = "--web",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8400",
      description = "Where web pages and REST are served.")
  InetSocketAddress web = new InetSocketAddress("127.0.0.1", 8400);

  @Option(
      names = "--machine",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8401",
      description = "Where gateways connect (Socket.IO).")
  InetSocketAddress machine = new InetSocketAddress("127.0.0.1", 8401);

  @Option(
      names = "--redis",
      paramLabel = "URL",
      description =
          "A Redis server, such as redis://user:password@host:6379/0; the default is an embedded"
              + " one.")
  @Nullable String redis;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description =
          "A database, such as jdbc:postgresql://host/fieldway?user=u&password=p; the default is"
              + " an SQLite file in the data directory.")
  @Nullable String database;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How often gateways and devices show that they live.")
  Duration heartbeat = Duration.ofSeconds(30);

  CloudConfig config(Path data, boolean insecure) {
    return CloudConfig.of(data)
        .withListeners(machine, web)
        .withRedis(Optional.ofNullable(redis))
        .withDatabase(Optional.ofNullable(database))
        .withHeartbeat(heartbeat)
        .withInsecure(insecure);
  }
}
