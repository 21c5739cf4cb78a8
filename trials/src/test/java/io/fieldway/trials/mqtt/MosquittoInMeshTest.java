package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.trials.stage.StageController;
import io.fieldway.trials.stage.StageMesh;
import io.fieldway.trials.stage.StageNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The clients that come with Mosquitto, one at each of two nodes; they need not know of the mesh.
final class MosquittoInMeshTest {
  @TempDir Path home;

  @Test
  void whatIsPublishedAtOneNodeComesOnceAtAnother() throws Exception {
    Path publish = Programs.need("mosquitto_pub");
    Path subscribe = Programs.need("mosquitto_sub");
    try (StageMesh mesh = StageMesh.ring(home);
        RoleProcess subscriber =
            client(subscribe, mesh.c(), "5", "-t", "fields/#", "-q", "2", "-F", "got %t %q %p")) {
      subscriber.awaitLine("^Subscribed");
      StageMesh.awaitRoute(mesh.a(), "c / fields/#");
      List<String> expected = new ArrayList<>();
      for (int qos = 0; qos <= 2; qos++) {
        String topic = "fields/" + qos;
        String version = qos == 1 ? "311" : "5";
        try (RoleProcess publisher =
            client(publish, mesh.a(), version, "-t", topic, "-q", "" + qos, "-m", "hello")) {
          assertThat(publisher.awaitEnd()).as(publisher.text()).isZero();
        }
        String line = "got " + topic + " " + qos + " hello";
        subscriber.awaitLine(line);
        expected.add(line);
      }
      assertThat(subscriber.text().lines().filter(line -> line.startsWith("got ")))
          .containsExactlyElementsOf(expected);
    }
  }

  /// It knows one address, and is told nothing.
  @Test
  void aSubscriberKeepsItsSessionOverTheDeathAndTheReturnOfItsNode() throws Exception {
    Path publish = Programs.need("mosquitto_pub");
    Path subscribe = Programs.need("mosquitto_sub");
    String[] lasting = {"-i", "lasting", "-c", "-x", "3600", "-q", "1", "-t", "fields/#"};
    try (StageMesh mesh = StageMesh.ring(home, "substitution:\n  durability: substitute\n");
        StageController controller =
            new StageController(home.resolve("controller"), mesh.linkAddresses());
        RoleProcess subscriber = client(subscribe, mesh.b(), "5", lasting)) {
      subscriber.awaitLine("^Subscribed");
      StageMesh.awaitRoute(mesh.a(), "b / fields/#");
      controller.awaitProtected("b");

      publish(publish, mesh.a(), "before");
      subscriber.awaitLine("^before$");
      mesh.b().killWithDisk();
      publish(publish, mesh.a(), "dead");
      subscriber.awaitLine("^dead$");
      mesh.b().restart();
      publish(publish, mesh.a(), "back");
      subscriber.awaitLine("^back$");
    }
  }

  private static void publish(Path program, StageNode node, String message) throws IOException {
    try (RoleProcess publisher =
        client(program, node, "5", "-q", "1", "-t", "fields/7", "-m", message)) {
      assertThat(publisher.awaitEnd()).as(publisher.text()).isZero();
    }
  }

  private static RoleProcess client(
      Path program, StageNode node, String version, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // Line by line, though the output is no terminal.
    command.addAll(List.of("stdbuf", "-oL", program.toString(), "-d", "-V", version));
    command.addAll(List.of("-h", "127.0.0.1", "-p", String.valueOf(node.port(Kind.TCP))));
    command.addAll(List.of(arguments));
    return RoleProcess.start(program.getFileName().toString(), new ProcessBuilder(command));
  }
}
