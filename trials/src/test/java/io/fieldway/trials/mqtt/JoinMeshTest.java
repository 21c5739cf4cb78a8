package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.stage.FreePorts;
import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.trials.stage.StageController;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mesh beyond one machine, as a person makes it: `mesh init`, `mesh invite`, `node --join`, each
/// in a process of its own.
final class JoinMeshTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path home;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  /// Runs a command to its end.
  private static String run(int status, String... arguments) throws IOException {
    try (RoleProcess command = RoleProcess.start(arguments)) {
      assertThat(command.awaitEnd()).as(command.text()).isEqualTo(status);
      return command.text();
    }
  }

  private String token(int link, String... further) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("mesh", "invite", "--data", data("a"), "--at", "127.0.0.1:" + link));
    arguments.addAll(List.of(further));
    return run(0, arguments.toArray(new String[0]))
        .lines()
        .filter(line -> line.matches("[A-Za-z0-9_-]{80,}"))
        .findFirst()
        .orElseThrow();
  }

  private String data(String name) {
    return home.resolve(name).toString();
  }

  private RoleProcess node(String name, String... further) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "node", "--data", data(name), "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    arguments.addAll(List.of(further));
    RoleProcess node = RoleProcess.start(arguments.toArray(new String[0]));
    opened.push(node);
    return node;
  }

  private MqttClient client(RoleProcess node, String id) throws Exception {
    String address = node.awaitLine("MQTT clients connect to mqtt://(\\S+)");
    MqttClient client = new MqttClient("tcp://" + address, id, new MemoryPersistence());
    client.connect();
    opened.push(() -> {
      client.disconnectForcibly(1_000);
      client.close(true);
    });
    return client;
  }

  private RoleProcess member(String name, int link, String invitation, String... further)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--name", name, "--join", invitation, "--link", "127.0.0.1:" + link));
    arguments.addAll(List.of(further));
    return node(name, arguments.toArray(new String[0]));
  }

  private static boolean isSessionPresent(int port, MqttConnectionOptions lasting)
      throws MqttException {
    MqttClient again =
        new MqttClient("tcp://127.0.0.1:" + port, "subscriber", new MemoryPersistence());
    try {
      boolean present = again.connectWithResult(lasting).getSessionPresent();
      again.disconnect();
      return present;
    } catch (MqttException e) {
      return false; // nobody serves it yet
    } finally {
      again.close(true);
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static String page(RoleProcess node, String path) throws IOException {
    String http = node.awaitLine("health and metrics at (\\S+)");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(http + path)).build(), BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void carries(RoleProcess from, RoleProcess to, String topic) throws Exception {
    Inbox<String> inbox = new Inbox<>();
    client(to, "subscriber-" + topic)
        .subscribe(
            new MqttSubscription[] {new MqttSubscription(topic, 1)},
            new IMqttMessageListener[] {
              (name, message) -> inbox.add(new String(message.getPayload(), StandardCharsets.UTF_8))
            });
    Awaitility.await("the route to " + topic)
        .atMost(PATIENCE)
        .until(() -> page(from, "/routes").contains("/ " + topic + "\""));
    client(from, "publisher-" + topic)
        .publish(topic, new MqttMessage("hello".getBytes(StandardCharsets.UTF_8), 1, false, null));
    assertThat(inbox.next()).isEqualTo("hello");
  }

  @Test
  void anInvitedNodeIsAMemberFromThenOnAndAStrangerIsNot() throws Exception {
    int link = FreePorts.next();
    assertThat(run(0, "mesh", "init", "--mesh", "plant", "--name", "a", "--data", data("a")))
        .contains("made the mesh plant with the node a");
    RoleProcess a = node("a", "--link", "127.0.0.1:" + link);
    a.awaitLine("Ctrl-C stops");
    String first = token(link);
    int second = FreePorts.next();
    RoleProcess b = node("b", "--name", "b", "--join", first, "--link", "127.0.0.1:" + second);
    RoleProcess c =
        node("c", "--name", "c", "--join", token(link), "--peer", "127.0.0.1:" + second);

    carries(c, a, "up");
    carries(a, c, "down");

    b.kill();
    RoleProcess again = node("b", "--link", "127.0.0.1:" + second);
    carries(c, again, "again");
    carries(again, a, "further");

    assertThat(run(1, "node", "--data", data("d"), "--name", "d", "--join", first))
        .contains("cannot join the mesh \"plant\"", "the token was used before")
        .doesNotContain("\tat ");
    RoleProcess stranger =
        node("e", "--name", "e", "--peer", "127.0.0.1:" + link, "--link", "127.0.0.1:0");
    stranger.awaitLine("expected TLS, for the links of this mesh are encrypted");
    String http = a.awaitLine("health and metrics at http://(\\S+)");
    assertThat(run(0, "mesh", "--http", http))
        .contains("mesh plant as a knows it", "got plain MQTT", "the token was used before")
        .doesNotContain("  e ");
  }

  @Test
  void anInvitedControllerHasADeadMemberCarriedOn() throws Exception {
    List<Integer> links = List.of(FreePorts.next(), FreePorts.next(), FreePorts.next());
    int port = FreePorts.next();
    run(0, "mesh", "init", "--mesh", "plant", "--name", "a", "--data", data("a"));
    node("a", "--link", "127.0.0.1:" + links.get(0)).awaitLine("Ctrl-C stops");
    RoleProcess b = member("b", links.get(1), token(links.get(0)), "--listen", "127.0.0.1:" + port);
    b.awaitLine("Ctrl-C stops");
    member("c", links.get(2), token(links.get(0))).awaitLine("Ctrl-C stops");
    String invitation = token(links.get(0), "--controller", "--name", "keeper");
    StageController controller =
        new StageController(
            home.resolve("keeper"),
            links.stream()
                .map(each -> new InetSocketAddress(InetAddress.getLoopbackAddress(), each))
                .toList(),
            "--join",
            invitation);
    opened.push(controller);
    MqttConnectionOptions lasting = new MqttConnectionOptions();
    lasting.setCleanStart(false);
    lasting.setSessionExpiryInterval(3_600L);
    MqttClient subscriber =
        new MqttClient("tcp://127.0.0.1:" + port, "subscriber", new MemoryPersistence());
    subscriber.connect(lasting);
    subscriber.subscribe("fields/#", 1);
    subscriber.disconnect();
    subscriber.close();
    controller.awaitProtected("b");

    b.kill();
    deleteAll(home.resolve("b"));

    Awaitility.await("the session of the dead node")
        .atMost(PATIENCE)
        .until(() -> isSessionPresent(port, lasting));
  }
}
