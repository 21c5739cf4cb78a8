package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.wire.Json;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
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
      assertThat(report.path("throughTheMesh").path("acknowledged").asLong()).isPositive();
      assertThat(report.path("throughTheMesh").path("stored").asLong())
          .isEqualTo(report.path("throughTheMesh").path("acknowledged").asLong());
      assertThat(report.path("instructions").path("sent").asLong()).isPositive();
      assertThat(report.path("instructions").path("executed").asLong())
          .isEqualTo(report.path("instructions").path("sent").asLong());
      assertThat(report.path("readingToStoredMillis").path("p99").asDouble()).isPositive();
      assertThat(report.path("instructionRoundTripMillis").path("p50").asDouble()).isPositive();
      assertThat(report.path("peakMemoryMiB").asLong()).isBetween(1L, 700L);
    }
  }

  @Test
  void theNodesOfFigure2FindTheShortestWay() throws Exception {
    try (RoleProcess demo = demo()) {
      int mqtt = Integer.parseInt(demo.awaitLine("gateway at 127\\.0\\.0\\.1:(\\d+) \\(node 1\\)"));
      URI views = URI.create("http://" + demo.awaitLine("fieldway mesh --http (\\S+)"));
      Mqtt5BlockingClient subscriber =
          Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(mqtt).buildBlocking();
      subscriber.connect();
      subscriber.subscribeWith().topicFilter("trial/#").qos(MqttQos.AT_LEAST_ONCE).send();
      try (HttpClient http = HttpClient.newHttpClient()) {
        HttpRequest trace =
            HttpRequest.newBuilder(views.resolve("/trace?from=6&topic=trial/7")).build();
        Awaitility.await("the way of the paper")
            .atMost(Duration.ofMinutes(2))
            .until(() ->
                http.send(trace, BodyHandlers.ofString())
                    .body()
                    .contains("\"6-4-2-1, 3 by trial/#\""));
      }
      subscriber.disconnect();
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
