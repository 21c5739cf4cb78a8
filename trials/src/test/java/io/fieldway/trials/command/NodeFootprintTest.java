package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.trials.bench.mqtt.IdleLoad;
import io.fieldway.trials.bench.mqtt.Protocol;
import io.fieldway.trials.stage.RoleProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node takes as `./fieldway node` starts it: with the script's own flags and class path,
/// but without the cache that the script makes where it builds.
class NodeFootprintTest {
  private static final long IDLE = 100_000_000;
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

  /// Takes over the script's functions, and neither builds nor learns.
  private static final String START =
      """
      set -eu; module=launcher
      eval "$(sed -n '/^set_options() {/,/^}/p; /^set_places() {/,/^}/p' "$home/fieldway")"
      set_options node; set_places node
      exec "$JAVA_HOME/bin/java" $options -cp "$class_path" io.fieldway.launcher.Fieldway node "$@"
      """;

  @TempDir Path data;

  @Test
  void nodeThatIsIdleHoldsAtMostAHundredMegabytes() throws Exception {
    assumeThat(Path.of("/proc/self/status")).as("needs /proc to read memory from").exists();
    assertThat(TREE.resolve("launcher/target/lib")).as("made by mvn package").isDirectory();
    assertThat(TREE.resolve("node/target/lib")).as("made by mvn package").isDirectory();
    try (RoleProcess node = start()) {
      String port = node.awaitLine("connect to mqtt://127.0.0.1:(\\d+)");
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
      try (IdleLoad client = IdleLoad.connect(address, 1, Protocol.MQTT_5)) {
        client.check();
        // Compiling takes memory that is given back within seconds.
        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(() -> assertThat(node.resident()).isLessThanOrEqualTo(IDLE));
      }
      node.interrupt();
      node.awaitLine("is closed");
    }
  }

  private RoleProcess start() throws Exception {
    assertThat(Files.readString(TREE.resolve("fieldway"))).contains("set_options() {");
    ProcessBuilder builder =
        new ProcessBuilder(
            "env",
            "--default-signal=INT",
            "sh",
            "-c",
            START,
            "fieldway",
            "--listen=127.0.0.1:0",
            "--http=127.0.0.1:0",
            "--data=" + data.resolve("node"));
    builder.environment().put("home", TREE.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return RoleProcess.start("node", builder);
  }
}
