package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.stage.FreePorts;
import io.fieldway.trials.stage.PostgresServer;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo on servers that the user brings.
class OwnServersTest {
  @TempDir Path home;

  @Test
  void aReportedRunIsCleanOnPostgresqlAndOnARedisServerOfOnesOwn() throws Exception {
    int redisPort = FreePorts.next();
    String password = "of-this-test-only";
    ProcessBuilder redisServer =
        new ProcessBuilder(
            Programs.need("redis-server").toString(),
            "--port",
            String.valueOf(redisPort),
            "--bind",
            "127.0.0.1",
            "--requirepass",
            password,
            "--save",
            "");
    try (PostgresServer postgres = new PostgresServer(home);
        RoleProcess redis = RoleProcess.start("redis-server", redisServer)) {
      redis.awaitLine("Ready to accept connections");
      try (RoleProcess demo =
          RoleProcess.start(
              "demo",
              "--for",
              "15s",
              "--report",
              "--rate",
              "3",
              "--web",
              "127.0.0.1:0",
              "--machine",
              "127.0.0.1:0",
              "--devices",
              "127.0.0.1:0",
              "--redis",
              "redis://:" + password + "@127.0.0.1:" + redisPort,
              "--database",
              postgres.url())) {
        assertThat(demo.awaitEnd()).as(demo.text()).isZero();
        assertThat(demo.awaitLine("^\\{.*}$")).contains("\"clean\":true");
        assertThat(demo.text()).doesNotContain(password);
      }
    }
  }
}
