package io.fieldway.trials.stage;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.embedded.EmbeddedRedis;
import io.fieldway.cloud.embedded.EmbeddedRedisConfig;
import io.fieldway.devices.Field;
import io.fieldway.launcher.PlatformClient;
import io.fieldway.launcher.Provisioning;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// The servers of one cloud and a gateway, each in a process of its own, on ports that stay the
/// same over restarts; Redis is this test's own. The devices of the simulated field are registered.
public final class SeparateServers implements AutoCloseable {
  private static final String GATEWAY = "gw-1";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final EmbeddedRedis redis;
  private final int devicePort = FreePorts.next();
  private final Map<String, List<String>> commands = new LinkedHashMap<>();
  private final Map<String, Integer> webPorts = new LinkedHashMap<>();
  private final Map<String, RoleProcess> running = new LinkedHashMap<>();
  private final PlatformClient client;

  /// Starts all of it.
  ///
  /// @param home where the data goes; every process has a directory of its own there
  /// @param machines how many machine servers, named `machine-0` and so on
  public SeparateServers(Path home, String database, int machines) throws IOException {
    this.redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(home.resolve("redis")));
    List<String> platforms = new ArrayList<>();
    for (int i = 0; i < machines; i++) {
      int port = FreePorts.next();
      platforms.addAll(List.of("--platform", "http://127.0.0.1:" + port));
      add(home, "machine-" + i, "machine", database, "--machine", "127.0.0.1:" + port);
    }
    add(home, "resource", "resource", database);
    add(home, "event", "event", database);
    String rest = "http://127.0.0.1:" + webPorts.get("resource");
    add(home, "user", "user", database, "--resource", rest);
    for (String each : commands.keySet()) {
      running.put(each, launch(each));
    }
    commands.keySet().forEach(this::awaitStarted);
    this.client =
        PlatformClient.signIn(URI.create(running("user").awaitLine("sign in once at (\\S+)")));
    Path key = home.resolve("gateway.key");
    Files.writeString(key, Provisioning.gateway(client, GATEWAY).hex());
    Provisioning.devices(client, GATEWAY);
    List<String> gateway =
        new ArrayList<>(
            List.of("gateway", "--id", GATEWAY, "--key-file", key.toString(), "--listen"));
    gateway.addAll(List.of("127.0.0.1:" + devicePort, "--data", home.resolve("gw").toString()));
    gateway.addAll(platforms);
    commands.put("gateway", gateway);
    running.put("gateway", launch("gateway"));
    running("gateway").awaitLine("devices connect to");
    Awaitility.await("the gateway is online").atMost(PATIENCE).until(this::isOnline);
  }

  /// The processes' names, the gateway's last.
  public List<String> names() {
    return List.copyOf(running.keySet());
  }

  /// Where devices connect.
  public InetSocketAddress devices() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), devicePort);
  }

  /// The platform's REST interface at the user server, signed in.
  public PlatformClient client() {
    return client;
  }

  /// Where a process tells of its health.
  public URI health(String name) {
    return URI.create("http://127.0.0.1:" + webPorts.get(name) + "/api/health");
  }

  /// The page.
  public URI page() {
    return URI.create("http://127.0.0.1:" + webPorts.get("user") + "/");
  }

  public void kill(String name) {
    running(name).kill();
  }

  /// Starts a process that was killed, and returns when it says that it runs.
  public void restart(String name) throws IOException {
    running.put(name, launch(name));
    awaitStarted(name);
  }

  /// Lets a process end by itself, as Ctrl-C does, and waits until it has.
  public void end(String name) throws IOException {
    running(name).interrupt();
    running(name).awaitEnd();
  }

  /// What a process has said.
  public String text(String name) {
    return running(name).text();
  }

  public RoleProcess running(String name) {
    RoleProcess process = running.get(name);
    if (process == null) {
      throw new IllegalArgumentException("no process " + name);
    }
    return process;
  }

  /// Lets the field measure no more and waits until the database has all that was measured.
  public void drain(Field field) {
    field.stopMeasuring();
    Awaitility.await("the gateway has all that the devices measured")
        .atMost(PATIENCE)
        .until(() -> field.status().isSettled());
    Awaitility.await("the platform holds all that the gateway has")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(this::isComplete);
  }

  private boolean isOnline() throws IOException {
    return gateway().path("state").asString().equals("online");
  }

  private boolean isComplete() throws IOException {
    JsonNode gateway = gateway();
    @Var boolean whole = isOnline() && gateway.path("outbox").path("entries").asLong() == 0;
    for (JsonNode stream : gateway.path("streams")) {
      whole &= stream.path("received").asLong() == stream.path("expected").asLong();
    }
    return whole;
  }

  private JsonNode gateway() throws IOException {
    return client.get("/api/gateways/" + GATEWAY);
  }

  private void add(Path home, String name, String role, String database, String... more)
      throws IOException {
    int web = FreePorts.next();
    webPorts.put(name, web);
    List<String> command =
        new ArrayList<>(
            List.of("cloud", "--role", role, "--data", home.resolve(name).toString(), "--redis"));
    command.addAll(List.of(redis.url(), "--database", database, "--heartbeat", "2s"));
    command.addAll(List.of("--platform-key", home.resolve("platform.key").toString()));
    command.addAll(List.of("--web", "127.0.0.1:" + web));
    command.addAll(List.of(more));
    commands.put(name, command);
  }

  private RoleProcess launch(String name) throws IOException {
    List<String> command = commands.getOrDefault(name, List.of());
    return RoleProcess.start(name, RoleProcess.command("256m", command.toArray(String[]::new)));
  }

  private void awaitStarted(String name) {
    String _ = running(name).awaitLine(name.equals("gateway") ? "devices connect to" : "Ctrl-C");
  }

  @Override
  public void close() throws IOException {
    client.close();
    running.values().forEach(RoleProcess::close);
    redis.close();
  }
}
