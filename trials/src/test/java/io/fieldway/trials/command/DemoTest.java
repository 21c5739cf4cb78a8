package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.wire.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DemoTest {
  @Test
  void aReportedRunMissesAndDoublesNothing() throws Exception {
    try (RoleProcess demo = demo("--for", "15s", "--report", "--rate", "3")) {
      assertThat(demo.awaitEnd()).as(demo.text()).isZero();
      JsonNode report = Json.parse("report", demo.awaitLine("^\\{.*}$"));
      assertThat(report.path("readings").path("missing").asLong()).isZero();
      assertThat(report.path("readings").path("duplicated").asLong()).isZero();
      assertThat(report.path("readings").path("acknowledged").asLong()).isGreaterThan(100);
      assertThat(report.path("readings").path("stored").asLong())
          .isEqualTo(report.path("readings").path("acknowledged").asLong());
      assertThat(report.path("instructions").path("sent").asLong()).isPositive();
      assertThat(report.path("instructions").path("executed").asLong())
          .isEqualTo(report.path("instructions").path("sent").asLong());
      assertThat(report.path("readingToStoredMillis").path("p99").asDouble()).isPositive();
      assertThat(report.path("instructionRoundTripMillis").path("p50").asDouble()).isPositive();
      assertThat(report.path("peakMemoryMiB").asLong()).isBetween(1L, 700L);
    }
  }

  @Test
  void ctrlCStopsEverythingInOrderAndLeavesNoProcess() throws Exception {
    try (RoleProcess demo = demo()) {
      demo.awaitLine("http://127\\.0\\.0\\.1:\\d+/link/\\S+");
      List<ProcessHandle> children = demo.descendants();
      assertThat(children).as("Redis runs beside it").isNotEmpty();
      demo.interrupt();
      demo.awaitEnd();
      Awaitility.await("no orphan")
          .atMost(Duration.ofSeconds(60))
          .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(demo.text()).contains("Stopping").doesNotContain("Exception", "\tat ", "WARN");
    }
  }

  @Test
  void aBusyPortIsNamedTogetherWithTheOptionThatChoosesAnother() throws Exception {
    for (String option : List.of("--web", "--machine", "--devices")) {
      try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          RoleProcess demo = demo(option, "127.0.0.1:" + busy.getLocalPort())) {
        assertThat(demo.awaitEnd()).isEqualTo(1);
        assertThat(demo.text())
            .contains("fieldway: ", String.valueOf(busy.getLocalPort()), option)
            .doesNotContain("\tat ");
      }
    }
  }

  /// A demo on free ports, unless the arguments say otherwise.
  private static RoleProcess demo(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("demo"));
    for (String option : List.of("--web", "--machine", "--devices")) {
      if (!List.of(arguments).contains(option)) {
        all.addAll(List.of(option, "127.0.0.1:0"));
      }
    }
    all.addAll(List.of(arguments));
    return RoleProcess.start(all.toArray(String[]::new));
  }
}
