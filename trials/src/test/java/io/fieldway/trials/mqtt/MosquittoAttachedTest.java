package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.FreePorts;
import io.fieldway.trials.stage.Mosquitto;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.trials.stage.StageNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes attached to an unmodified Mosquitto, whose clients stay where they are.
final class MosquittoAttachedTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path home;

  private RoleProcess client(String program, int port, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // Line by line, though the output is no terminal.
    command.addAll(List.of("stdbuf", "-oL", Programs.need(program).toString(), "-d", "-V", "5"));
    command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(port)));
    command.addAll(List.of(arguments));
    return RoleProcess.start(program, new ProcessBuilder(command));
  }

  /// Takes everything below a topic, with a session that lasts.
  ///
  /// @param qos at 2 for few messages alone: after a burst at QoS 2 Mosquitto 2.0.11 stops sending
  ///   to its own `mosquitto_sub`
  private RoleProcess subscriber(int port, String id, String filter, int qos) throws IOException {
    RoleProcess subscriber =
        client(
            "mosquitto_sub",
            port,
            "-c",
            "-i",
            id,
            "-x",
            "3600",
            "-t",
            filter,
            "-q",
            "" + qos,
            "-F",
            "got %t %q %p");
    subscriber.awaitLine("^Subscribed");
    return subscriber;
  }

  private void publish(int port, String topic, int qos, String message) throws IOException {
    try (RoleProcess publisher =
        client("mosquitto_pub", port, "-t", topic, "-q", "" + qos, "-m", message)) {
      assertThat(publisher.awaitEnd()).as(publisher.text()).isZero();
    }
  }

  /// Publishes numbers at QoS 2, one after the other.
  private RoleProcess publisher(int port, String topic, int count) throws IOException {
    Path lines = home.resolve(topic.replace('/', '-') + "-" + port);
    Files.write(lines, IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList());
    return RoleProcess.start(
        "mosquitto_pub",
        new ProcessBuilder(
                Programs.need("mosquitto_pub").toString(),
                "-V",
                "5",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-t",
                topic,
                "-q",
                "2",
                "-l")
            .redirectInput(lines.toFile()));
  }

  private static List<String> got(RoleProcess subscriber) {
    return subscriber.text().lines().filter(line -> line.startsWith("got ")).toList();
  }

  /// Whoever is cut off from its broker may get at QoS 1 again what it has not acknowledged.
  private static void awaitAll(RoleProcess subscriber, String topic, int count) {
    List<String> all =
        IntStream.rangeClosed(1, count).mapToObj(each -> "got " + topic + " 1 " + each).toList();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(got(subscriber).stream().distinct().toList()).isEqualTo(all));
  }

  private static void awaitMetric(StageNode node, String name, double value) {
    await().atMost(PATIENCE).until(() -> node.metric(name) == value);
  }

  private StageNode attached(Mosquitto mosquitto) throws IOException {
    return StageNode.attached(
        Files.createDirectories(home.resolve("node")), "node", mosquitto.port());
  }

  @Test
  void bringsToEachWhatIsPublishedAtTheOther() throws Exception {
    try (Mosquitto mosquitto = new Mosquitto(home);
        StageNode node = attached(mosquitto);
        RoleProcess here = subscriber(node.port(Kind.TCP), "here", "in/#", 2);
        RoleProcess there = subscriber(mosquitto.port(), "there", "#", 2)) {
      awaitMetric(node, "fieldway_attach_filters", 1);
      for (@Var int qos = 0; qos <= 2; qos++) {
        publish(mosquitto.port(), "in/" + qos, qos, "hello");
        here.awaitLine("^got in/" + qos + " " + qos + " hello$");
        publish(node.port(Kind.TCP), "out/" + qos, qos, "hello");
        there.awaitLine("^got out/" + qos + " " + qos + " hello$");
      }
      assertThat(got(here))
          .containsExactly("got in/0 0 hello", "got in/1 1 hello", "got in/2 2 hello");
      assertThat(got(there)).hasSize(6).doesNotHaveDuplicates();
    }
  }

  @Test
  void losesNothingWhereEitherIsStartedAgain() throws Exception {
    int count = 1_000;
    try (Mosquitto mosquitto = new Mosquitto(home);
        StageNode node = attached(mosquitto);
        RoleProcess here = subscriber(node.port(Kind.TCP), "here", "in/#", 1);
        RoleProcess there = subscriber(mosquitto.port(), "there", "out/#", 1)) {
      awaitMetric(node, "fieldway_attach_filters", 1);
      try (RoleProcess publisher = publisher(node.port(Kind.TCP), "out/1", count)) {
        there.awaitLine("^got out/1 1 50$");
        mosquitto.restart();
        assertThat(publisher.awaitEnd()).isZero();
      }
      awaitAll(there, "out/1", count);
      awaitMetric(node, "fieldway_attach_filters", 1);
      try (RoleProcess publisher = publisher(mosquitto.port(), "in/1", count)) {
        here.awaitLine("^got in/1 1 50$");
        node.kill();
        node.restart();
        assertThat(publisher.awaitEnd()).isZero();
      }
      awaitAll(here, "in/1", count);
    }
  }

  @Test
  void bringsItOnceThoughTwoNodesOfAMeshAreAttached() throws Exception {
    int count = 200;
    int link = FreePorts.next();
    Path placeOfA = Files.createDirectories(home.resolve("a"));
    Path placeOfB = Files.createDirectories(home.resolve("b"));
    try (Mosquitto mosquitto = new Mosquitto(home);
        StageNode a = StageNode.attachedInMesh(placeOfA, "a", link, List.of(), mosquitto.port());
        StageNode b =
            StageNode.attachedInMesh(
                placeOfB, "b", FreePorts.next(), List.of(link), mosquitto.port());
        RoleProcess atA = subscriber(a.port(Kind.TCP), "at-a", "#", 1);
        RoleProcess atB = subscriber(b.port(Kind.TCP), "at-b", "#", 1);
        RoleProcess there = subscriber(mosquitto.port(), "there", "#", 1)) {
      awaitMetric(b, "fieldway_attach_connected", 1);
      awaitMetric(a, "fieldway_attach_filters", 1);
      awaitMetric(b, "fieldway_attach_takes_in", 0);
      awaitMetric(b, "fieldway_attach_filters", 0);
      for (int port : List.of(mosquitto.port(), a.port(Kind.TCP), b.port(Kind.TCP))) {
        try (RoleProcess publisher = publisher(port, "from/" + port, count)) {
          assertThat(publisher.awaitEnd()).as(publisher.text()).isZero();
        }
        // What goes in a circle would have come before the last one has.
        publish(port, "last/" + port, 1, "1");
      }
      for (RoleProcess subscriber : List.of(atA, atB, there)) {
        await().atMost(PATIENCE).until(() -> got(subscriber).size() >= 3 * (count + 1));
        assertThat(got(subscriber)).doesNotHaveDuplicates().hasSize(3 * (count + 1));
      }
      assertThat(a.metric("fieldway_attach_in_total")).isEqualTo(count + 1);
      assertThat(b.metric("fieldway_attach_in_total")).isZero();
    }
  }
}
