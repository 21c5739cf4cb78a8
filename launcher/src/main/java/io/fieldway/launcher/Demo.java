package io.fieldway.launcher;

import io.fieldway.cloud.Cloud;
import io.fieldway.cloud.CloudConfig;
import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.devices.FieldRegistrations;
import io.fieldway.gateway.Gateway;
import io.fieldway.gateway.GatewayConfig;
import io.fieldway.gateway.driver.mqtt.MqttConfig;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// Every role in one process, joined as they would be in many: devices over TCP, the gateway over
/// Socket.IO, registrations over REST, the nodes of a mesh over their links, through which a part
/// of the field reaches the gateway.
record Demo(
    Path home,
    CloudConfig config,
    DemoMesh mesh,
    Cloud cloud,
    Gateway gateway,
    PlatformClient client,
    Promises promises,
    Instant began,
    Field field) {
  private static final String GATEWAY = "gw-demo";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static Demo start(
      Running running, Path home, CloudConfig config, InetSocketAddress devices, double rate)
      throws IOException {
    DemoMesh mesh = running.add("mesh", DemoMesh.start(home.resolve("mesh")));
    Cloud cloud =
        running.add(
            "cloud",
            Cloud.start(
                config.withMesh(mesh.views(), List.of(mesh.controller())), Optional.of(mesh)));
    PlatformClient client = running.add("client", PlatformClient.signIn(cloud.signInLink()));
    Bytes key = register(client, home.resolve("gateway.key"));
    GatewayConfig gatewayConfig =
        GatewayConfig.of(GATEWAY, key, cloud.machine(), devices, home.resolve("gateway"))
            .withHeartbeat(config.heartbeat())
            .withMqtt(MqttConfig.defaults().withBroker(mesh.address(DemoMesh.GATEWAY)));
    Gateway gateway = running.add("gateway", startGateway(gatewayConfig));
    Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    awaitRegistrations(gateway);
    Promises promises = new Promises();
    Field field =
        running.add(
            "devices",
            Field.start(
                gateway.address(),
                Optional.of(mesh.address(DemoMesh.FIELD)),
                FieldConfig.defaults().withRate(rate),
                promises));
    return new Demo(home, config, mesh, cloud, gateway, client, promises, began, field);
  }

  /// Registers the gateway at the first start; later ones find its key beside the data.
  private static Bytes register(PlatformClient client, Path keyFile) throws IOException {
    if (!Files.exists(keyFile)) {
      KeyFile.write(keyFile, Provisioning.gateway(client, GATEWAY));
    }
    Provisioning.devices(client, GATEWAY);
    Provisioning.mqttDevices(client, GATEWAY);
    return KeyFile.read(keyFile);
  }

  private static Gateway startGateway(GatewayConfig config) throws IOException {
    try {
      return Gateway.start(config);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + " (--devices)", e);
    }
  }

  /// A gateway that has just met its platform knows its devices a moment later.
  private static void awaitRegistrations(Gateway gateway) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (gateway.status().devices().registered() == 0) {
      if (System.nanoTime() > end) {
        throw new IOException(
            "the gateway has had no session with the platform for " + PATIENCE.toSeconds() + " s");
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /// The devices whose readings reach the gateway through the mesh.
  static Set<String> beyondTheMesh() {
    return Field.mqttRegistrations().devices().stream()
        .map(FieldRegistrations.Device::id)
        .collect(Collectors.toSet());
  }

  /// What runs where, and how to stop it.
  String welcome(Duration took, boolean temporary) {
    return """

    Fieldway is up after %.1f s. Open this link; it signs you in, once:

      %s

      devices   ten simulated ones, TCP with a JSON object a line; three that publish MQTT
      gateway   %-15s listens for devices at %s, outbox in %s
      mesh      MQTT, 7 nodes   devices at %s (node %d), the gateway at %s (node %d),
                                ./fieldway mesh --http %s
                                ./fieldway mesh stand-ins --controller %s
      machine   Socket.IO       %s
      web       pages and REST  %s
      Redis     %s
      database  %s

    Ctrl-C stops everything%s
    """
        .formatted(
            took.toMillis() / 1000.0,
            cloud.signInLink(),
            GATEWAY,
            Arguments.text(gateway.address()),
            home.resolve("gateway"),
            Arguments.text(mesh.address(DemoMesh.FIELD)),
            DemoMesh.FIELD,
            Arguments.text(mesh.address(DemoMesh.GATEWAY)),
            DemoMesh.GATEWAY,
            Arguments.text(mesh.views().getFirst()),
            Arguments.text(mesh.controller()),
            cloud.machine(),
            cloud.web(),
            (config.redis().isEmpty() ? "embedded        " : "yours           ")
                + where(cloud.redis()),
            (config.database().isEmpty() ? "SQLite          " : "yours           ")
                + where(cloud.database()),
            temporary
                ? " and removes its data; --data DIR keeps it."
                : "; the data stays in " + home + ".");
  }

  /// The address without user, password and query.
  private static String where(String url) {
    if (url.startsWith("jdbc:sqlite:")) {
      return url.substring("jdbc:sqlite:".length());
    }
    URI uri = URI.create(url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url);
    return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }
}
