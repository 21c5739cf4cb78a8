package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.stage.RoleProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir Path home;

  @Test
  void helpListsEveryCommand() throws Exception {
    try (RoleProcess help = RoleProcess.start("--help")) {
      assertThat(help.awaitEnd()).isZero();
      assertThat(help.text())
          .contains("demo", "cloud", "gateway", "devices", "register", "bench", "Begin with:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "cloud", "gateway", "devices", "register", "bench"})
  void everyCommandHasHelpOfItsOwn(String command) throws Exception {
    try (RoleProcess help = RoleProcess.start(command, "--help")) {
      assertThat(help.awaitEnd()).isZero();
      assertThat(help.text()).contains("Usage: fieldway " + command);
    }
  }

  @Test
  void anUnknownOptionIsAnsweredWithTheNearestAndStatusTwo() throws Exception {
    try (RoleProcess wrong = RoleProcess.start("demo", "--heartbeet")) {
      assertThat(wrong.awaitEnd()).isEqualTo(2);
      assertThat(wrong.text()).contains("--heartbeet", "--heartbeat");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--web", "--machine"})
  void aListenerBeyondThisMachineWithoutTlsIsRefused(String option) throws Exception {
    try (RoleProcess cloud =
        RoleProcess.start("cloud", "--data", home.toString(), option, "0.0.0.0:0")) {
      assertThat(cloud.awaitEnd()).isEqualTo(1);
      assertThat(cloud.text()).contains("0.0.0.0", "TLS", "--insecure").doesNotContain("\tat ");
    }
  }

  @Test
  void aDeviceListenerBeyondThisMachineIsRefused() throws Exception {
    Path key = home.resolve("key");
    java.nio.file.Files.writeString(key, "00".repeat(32));
    try (RoleProcess gateway =
        RoleProcess.start(
            "gateway",
            "--id",
            "gw-1",
            "--key-file",
            key.toString(),
            "--data",
            home.resolve("data").toString(),
            "--listen",
            "0.0.0.0:0")) {
      assertThat(gateway.awaitEnd()).isEqualTo(1);
      assertThat(gateway.text()).contains("0.0.0.0", "--insecure").doesNotContain("\tat ");
    }
  }
}
