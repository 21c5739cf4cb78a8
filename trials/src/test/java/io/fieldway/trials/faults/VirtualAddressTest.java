package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.stage.Hosts;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes on hosts of their own, one of which is plugged out: its substitute takes its address over,
/// and gives it back. The client knows that address alone.
final class VirtualAddressTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String TAKE_OVER =
      """
      #!/bin/sh
      PATH="$PATH:/usr/bin:/usr/sbin"
      ip addr replace "$1/24" dev eth0 || exit 1
      arping -q -c 2 -A -I eth0 "$1" &
      """;
  private static final String GIVE_BACK =
      """
      #!/bin/sh
      exec ip addr del "$1/24" dev eth0
      """;

  @TempDir Path home;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  @Var private int published;

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private RoleProcess start(Hosts hosts, String host, String name, ProcessBuilder program)
      throws IOException {
    RoleProcess started = RoleProcess.start(name, hosts.on(host, program));
    opened.push(started);
    return started;
  }

  private Path script(String name, String text) throws IOException {
    Path script = Files.writeString(home.resolve(name), text);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  /// A node on the host of its name.
  private RoleProcess node(Hosts hosts, String name, String listen, List<String> peers)
      throws IOException {
    String yaml =
        """
        name: %s
        data: %s
        insecure: true
        http: 127.0.0.1:8403
        listeners:
          - kind: tcp
            address: %s:1883
        mesh:
          listen: ["%s:7001"]
          peers: [%s]
        access:
          anonymous: everywhere
        substitution:
          durability: substitute
          take-over: [%s]
          give-back: [%s]
        """
            .formatted(
                name,
                home.resolve(name),
                listen,
                hosts.address(name),
                String.join(", ", peers),
                script("take-over", TAKE_OVER),
                script("give-back", GIVE_BACK));
    Path file = Files.writeString(home.resolve(name + ".yaml"), yaml);
    return start(
        hosts, name, "node", RoleProcess.command("128m", "node", "--config", file.toString()));
  }

  private void control(Hosts hosts, String host, List<String> nodes) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("controller", "--insecure", "--data", home.resolve("controller").toString()));
    nodes.forEach(each -> arguments.addAll(List.of("--node", hosts.address(each) + ":7001")));
    start(hosts, host, "controller", RoleProcess.command("128m", arguments.toArray(String[]::new)));
  }

  /// Publishes the next number, and waits until it is acknowledged.
  private void publish(Hosts hosts, String at) throws IOException {
    published++;
    ProcessBuilder program =
        new ProcessBuilder(
            Programs.need("mosquitto_pub").toString(),
            "-V",
            "5",
            "-h",
            hosts.address(at),
            "-q",
            "1",
            "-t",
            "fields/7",
            "-m",
            "number " + published);
    try (RoleProcess publisher = start(hosts, at, "mosquitto_pub", program)) {
      assertThat(publisher.awaitEnd()).as(publisher.text()).isZero();
    }
  }

  @Test
  void aHostThatIsPluggedOutLosesItsAddressAndGetsItBack() throws Exception {
    Programs.need("arping");
    Path subscribe = Programs.need("mosquitto_sub");
    Hosts hosts = Hosts.of("a", "b", "c", "keeper", "field");
    opened.push(hosts);
    String link = hosts.address("a") + ":7001";
    RoleProcess a = node(hosts, "a", hosts.address("a"), List.of());
    RoleProcess b = node(hosts, "b", hosts.spare(), List.of(link));
    RoleProcess c =
        node(hosts, "c", hosts.address("c"), List.of(link, hosts.address("b") + ":7001"));
    control(hosts, "keeper", List.of("a", "b", "c"));
    b.awaitLine("protected: acknowledgements wait for the substitute");
    RoleProcess subscriber =
        start(
            hosts,
            "field",
            "mosquitto_sub",
            new ProcessBuilder(
                subscribe.toString(),
                "-V",
                "5",
                "-h",
                hosts.spare(),
                "-k",
                "5",
                "-i",
                "field",
                "-c",
                "-x",
                "3600",
                "-q",
                "1",
                "-t",
                "fields/#",
                "-F",
                "got %p"));
    Awaitility.await("messages come")
        .atMost(PATIENCE)
        .until(() -> {
          publish(hosts, "c");
          return subscriber.text().contains("got number");
        });
    subscriber.awaitLine("got number " + published + "$");

    hosts.plugOut("b");
    publish(hosts, "c");
    publish(hosts, "c");
    subscriber.awaitLine("got number " + published + "$");
    assertThat(List.of(a, c))
        .as("one carries it on")
        .anyMatch(each -> each.text().contains("carrying b on at mqtt://" + hosts.spare()));

    hosts.plugIn("b");
    b.awaitLine("node b goes on from what its substitute gave back");
    publish(hosts, "c");
    subscriber.awaitLine("got number " + published + "$");
    assertThat(subscriber.text().lines().filter(line -> line.startsWith("got")).distinct())
        .as("in order, over both; at QoS 1 perhaps more than once")
        .endsWith(
            "got number " + (published - 3),
            "got number " + (published - 2),
            "got number " + (published - 1),
            "got number " + published);
  }
}
