package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.cloud.Cloud;
import io.fieldway.cloud.CloudConfig;
import io.fieldway.gateway.Gateway;
import io.fieldway.wire.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fieldway gateway invite` and `join`, within this process, with a whole cloud.
final class JoinCommandTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private record Ran(int status, String out, String err) {}

  private static Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Fieldway.commandLine(arguments);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return new Ran(line.execute(arguments), out.toString(), err.toString());
  }

  @Test
  void aCodeIsAllThatAGatewayNeeds() throws Exception {
    try (Cloud cloud = Cloud.start(CloudConfig.of(directory.resolve("cloud")));
        PlatformClient client = PlatformClient.signIn(cloud.signInLink())) {
      Ran invited =
          run("gateway", "invite", "--link", cloud.signInLink().toString(), "--id", "gw-7");
      assertThat(invited.status).as(invited.err).isZero();
      assertThat(invited.err).contains("good once, until ").contains(", for the gateway gw-7");
      String code = invited.out.strip();
      Path data = directory.resolve("gw-7");

      Ran joined = run("gateway", "join", code, "--data", data.toString());
      assertThat(joined.status).as(joined.err).isZero();
      String key = Files.readString(data.resolve("gateway.key")).strip();
      assertThat(joined.out).contains("joined as gw-7").doesNotContain(key);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("gateway.key"))))
          .isEqualTo("rw-------");
      assertGetsANewKey(data, client);
      assertThat(Files.readString(data.resolve("gateway.key")).strip()).isEqualTo(key);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("keys.json"))))
          .isEqualTo("rw-------");

      Path other = directory.resolve("other");
      Ran twice = run("gateway", "join", code, "--data", other.toString());
      assertThat(twice.status).isEqualTo(1);
      assertThat(twice.err).contains("the join code was used already");
      assertThat(other.resolve("gateway.key")).doesNotExist();
      Ran there = run("gateway", "join", code, "--data", data.toString());
      assertThat(there.err).contains("there is a gateway in").contains("--again");
      assertThat(Files.readString(data.resolve("gateway.key")).strip()).isEqualTo(key);
      assertThat(run("gateway", "join", "fwj1.nonsense").err).contains("join code");
    }
  }

  /// A gateway goes on in its session while it gets a new key, and comes back with it.
  private static void assertGetsANewKey(Path data, PlatformClient client) throws Exception {
    GatewayOptions options = new GatewayOptions();
    options.data = data;
    options.listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    GatewaySettings settings =
        options.read(GatewayFiles.file(Optional.empty(), Optional.of(data))).value();
    try (Gateway gateway = Gateway.start(settings.config())) {
      await().atMost(PATIENCE).until(() -> gateway.status().uplink().live());
      client.post("/api/gateways/gw-7/rotate-key", Json.object());
      await().atMost(PATIENCE).until(() -> !client.get("/api/gateways/gw-7").has("rotation"));
      assertThat(gateway.status().uplink().sessions()).isEqualTo(1);
    }
    try (Gateway gateway = Gateway.start(settings.config())) {
      await().atMost(PATIENCE).until(() -> gateway.status().uplink().live());
    }
  }
}
