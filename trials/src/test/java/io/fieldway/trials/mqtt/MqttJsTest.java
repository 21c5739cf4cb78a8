package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.trials.stage.StageNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// MQTT.js, the client of web pages and of Node, over TCP and WebSocket. Skipped where Node, npm or
/// the package is not to be had.
final class MqttJsTest {
  private static final String CLIENT = "mqtt@5.16.0";
  private static final String SCRIPT = "mqtt-scenarios.mjs";
  private static final Path FOLDER = Path.of("target", "js").toAbsolutePath();

  @TempDir static Path home;
  private static Path program;
  private static StageNode node;

  @BeforeAll
  static void start() throws Exception {
    program = Programs.need("node");
    Path npm = Programs.need("npm");
    Files.createDirectories(FOLDER);
    assumeTrue(
        Files.isDirectory(FOLDER.resolve("node_modules/mqtt")) || installs(npm),
        "needs the npm package " + CLIENT);
    try (InputStream script =
        Objects.requireNonNull(MqttJsTest.class.getResourceAsStream("/js/" + SCRIPT))) {
      Files.copy(script, FOLDER.resolve(SCRIPT), StandardCopyOption.REPLACE_EXISTING);
    }
    node = new StageNode(home, "256m", "");
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.close();
    }
  }

  static Stream<Arguments> ways() {
    return Stream.of(Kind.TCP, Kind.WS)
        .flatMap(kind -> Stream.of(4, 5).map(version -> Arguments.of(kind, version)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void mqttJsSendsAndReceives(Kind kind, int version) throws Exception {
    run(kind, version, "qualities,large,retained");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void mqttJsFindsItsSessionAgainAndLeavesAWill(Kind kind, int version) throws Exception {
    run(kind, version, "resume,will");
  }

  @ParameterizedTest
  @EnumSource(names = {"TCP", "WS"})
  void mqttJsSaysMoreInProperties(Kind kind) throws Exception {
    run(kind, 5, "properties");
  }

  private static void run(Kind kind, int version, String scenarios) throws Exception {
    String url =
        kind.isWebSocket()
            ? "ws://127.0.0.1:" + node.port(kind) + "/mqtt"
            : "mqtt://127.0.0.1:" + node.port(kind);
    ProcessBuilder command =
        new ProcessBuilder(program.toString(), SCRIPT, url, String.valueOf(version), scenarios)
            .directory(FOLDER.toFile());
    try (RoleProcess client = RoleProcess.start("MQTT.js", command)) {
      client.awaitEnd();
      assertThat(client.text()).isEqualTo("ok");
    }
  }

  private static boolean installs(Path npm) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
            npm.toString(),
            "install",
            "--no-save",
            "--no-package-lock",
            "--no-audit",
            "--no-fund",
            "--prefix",
            FOLDER.toString(),
            CLIENT);
    try (RoleProcess install = RoleProcess.start("npm", command)) {
      return install.awaitEnd() == 0;
    }
  }
}
