package io.fieldway.launcher;

import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of a gateway, which come before its file.
final class GatewayOptions {
  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The gateway's id, as the platform registered it.")
  @Nullable String id;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "The gateway's key, as fieldway register wrote it.")
  @Nullable Path keyFile;

  @Option(
      names = "--platform",
      paramLabel = "URL",
      description =
          "The platform's machine server, as often as there are several; the gateway tries them in"
              + " turn. The default is http://127.0.0.1:8401.")
  @Nullable List<String> platform;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description =
          "Where devices connect (docs/device-protocol.md); the default is 127.0.0.1:8402.")
  @Nullable InetSocketAddress listen;

  @Option(
      names = "--mqtt",
      paramLabel = "HOST:PORT",
      description =
          "The node or broker that devices publish to (docs/device-protocol.md); without it the"
              + " gateway speaks no MQTT.")
  @Nullable InetSocketAddress mqtt;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Where devices push readings over HTTP (docs/device-protocol.md); without it the gateway"
              + " takes none there.")
  @Nullable InetSocketAddress http;

  @Option(
      names = "--coap",
      paramLabel = "HOST:PORT",
      description =
          "Where devices push readings over CoAP (docs/device-protocol.md); without it the gateway"
              + " takes none there.")
  @Nullable InetSocketAddress coap;

  @Option(
      names = "--drivers",
      paramLabel = "DIR",
      description =
          "The jars of drivers that the file uses; the default is drivers in the data directory.")
  @Nullable Path drivers;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where the gateway keeps its outbox; made where it is missing.")
  @Nullable Path data;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      description = "How often devices show that they live; the default is 30s.")
  @Nullable Duration heartbeat;

  @Option(
      names = "--insecure",
      description =
          "Allow devices, or the way to their broker, beyond this machine without encryption.")
  boolean insecure;

  /// What holds: the defaults, over them the file, over it the flags.
  Configured<GatewaySettings> read(Optional<Path> file) throws IOException {
    return Configured.read(GatewaySettings.defaults(), file, flags());
  }

  Flags flags() {
    return new Flags()
        .set("--id", "id", id)
        .set("--key-file", "key-file", keyFile)
        .set("--platform", "platform", platform)
        .set("--listen", "listen", listen)
        .set("--mqtt", "mqtt.broker", mqtt)
        .set("--http", "http.listen", http)
        .set("--coap", "coap.listen", coap)
        .set("--drivers", "drivers.directory", drivers)
        .set("--data", "data", data)
        .set("--heartbeat", "heartbeat", heartbeat)
        .set("--insecure", "insecure", insecure ? true : null);
  }
}
