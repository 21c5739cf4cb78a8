package io.fieldway.trials.stage;

import com.google.errorprone.annotations.Var;
import io.fieldway.devices.Field;
import io.fieldway.launcher.PlatformClient;
import io.fieldway.launcher.Provisioning;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// Cloud and gateway in processes of their own, with a link between them, on ports that stay the
/// same over restarts; the devices of the simulated field are registered.
public final class Stage implements AutoCloseable {
  private static final String GATEWAY = "gw-1";

  private final Path home;
  private final int webPort;
  private final int machinePort;
  private final int devicePort;
  private final List<String> cloudOptions;
  private final List<String> gatewayOptions;
  private final Link link;
  @Var private RoleProcess cloud;
  @Var private RoleProcess gateway;
  private final PlatformClient client;

  /// Starts all of it.
  ///
  /// @param home where the data goes
  /// @param cloudOptions further options of `fieldway cloud`
  public Stage(Path home, String... cloudOptions) throws IOException {
    this(home, Optional.empty(), cloudOptions);
  }

  /// Starts it with a gateway that hears further devices through a node.
  public static Stage hearing(Path home, InetSocketAddress node) throws IOException {
    return new Stage(home, Optional.of(node));
  }

  private Stage(Path home, Optional<InetSocketAddress> node, String... cloudOptions)
      throws IOException {
    this.home = home;
    this.webPort = FreePorts.next();
    this.machinePort = FreePorts.next();
    this.devicePort = FreePorts.next();
    this.cloudOptions = List.of(cloudOptions);
    this.gatewayOptions =
        node.map(address -> List.of("--mqtt", "127.0.0.1:" + address.getPort())).orElse(List.of());
    this.link = new Link(new InetSocketAddress(InetAddress.getLoopbackAddress(), machinePort));
    this.cloud = startCloud();
    this.client = PlatformClient.signIn(signInLink());
    Bytes key = Provisioning.gateway(client, GATEWAY);
    Provisioning.devices(client, GATEWAY);
    if (node.isPresent()) {
      Provisioning.mqttDevices(client, GATEWAY);
    }
    Files.writeString(home.resolve("gateway.key"), key.hex());
    this.gateway = startGateway();
    Awaitility.await("the gateway is online")
        .atMost(Duration.ofMinutes(5))
        .until(() -> gatewaySays("online"));
  }

  /// Where devices connect.
  public InetSocketAddress devices() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), devicePort);
  }

  /// The platform's REST interface, signed in.
  public PlatformClient client() {
    return client;
  }

  /// The last link the cloud printed; it signs in once.
  public URI signInLink() {
    return URI.create(cloud.awaitLine("sign in once at (\\S+)"));
  }

  /// A new link, as a signed-in person makes one for another browser.
  public URI newSignInLink() throws IOException {
    return client.newSignInLink();
  }

  /// The link between gateway and cloud.
  public Link link() {
    return link;
  }

  public Path database() {
    return home.resolve("cloud").resolve("fieldway.db");
  }

  public void killCloudAndRestart() throws IOException {
    cloud.kill();
    cloud = startCloud();
  }

  public void killGatewayAndRestart() throws IOException {
    killGateway();
    restartGateway();
  }

  public void killGateway() {
    gateway.kill();
  }

  public void restartGateway() throws IOException {
    gateway = startGateway();
  }

  /// The gateway's store.
  public Path outbox() {
    return home.resolve("gateway").resolve("outbox.db");
  }

  /// Kills Redis; the cloud starts it again, empty.
  public void killRedis() throws IOException {
    cloud.killDescendant("redis-server");
  }

  /// The highest contiguous sequence of the gateway's stream that the database holds; 0 for none.
  public long committed() throws IOException {
    return sum("received");
  }

  /// Lets the field measure no more and waits until the gateway has all that was measured.
  public void drain(Field field) {
    field.stopMeasuring();
    Awaitility.await("the gateway has all that the devices measured")
        .atMost(Duration.ofMinutes(5))
        .until(() -> field.status().isSettled());
  }

  /// Waits until the platform holds everything the gateway says it has given out.
  public void awaitComplete() {
    Awaitility.await("the platform holds all that the gateway has")
        .atMost(Duration.ofMinutes(5))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() ->
            gatewaySays("online") && outboxEntries() == 0 && sum("received") == sum("expected"));
  }

  private boolean gatewaySays(String state) throws IOException {
    return overviewOfGateway().path("state").asString().equals(state);
  }

  private long outboxEntries() throws IOException {
    return overviewOfGateway().path("outbox").path("entries").asLong();
  }

  private long sum(String field) throws IOException {
    @Var long total = 0;
    for (JsonNode stream : overviewOfGateway().path("streams")) {
      total += stream.path(field).asLong();
    }
    return total;
  }

  private JsonNode overviewOfGateway() throws IOException {
    return client.get("/api/overview").path("gateways").path(0);
  }

  @Override
  public void close() throws IOException {
    client.close();
    gateway.close();
    cloud.close();
    link.close();
  }

  private RoleProcess startCloud() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "cloud",
                "--data",
                home.resolve("cloud").toString(),
                "--web",
                "127.0.0.1:" + webPort,
                "--machine",
                "127.0.0.1:" + machinePort,
                "--heartbeat",
                "2s"));
    arguments.addAll(cloudOptions);
    RoleProcess started = RoleProcess.start(arguments.toArray(String[]::new));
    started.awaitLine("sign in once at (\\S+)");
    return started;
  }

  private RoleProcess startGateway() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "gateway",
                "--id",
                GATEWAY,
                "--key-file",
                home.resolve("gateway.key").toString(),
                "--platform",
                "http://127.0.0.1:" + link.port(),
                "--listen",
                "127.0.0.1:" + devicePort,
                "--data",
                home.resolve("gateway").toString()));
    arguments.addAll(gatewayOptions);
    RoleProcess started = RoleProcess.start(arguments.toArray(String[]::new));
    started.awaitLine("devices connect to");
    return started;
  }
}
