package io.fieldway.trials.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The mesh of the demonstration in a real browser. Each test leaves the mesh whole.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MeshPageTest {
  private static final String SHORT = "6 → 4 → 2 → 1";

  @Var private @Nullable RoleProcess demo;
  @Var private @Nullable Browser browser;

  @BeforeAll
  void openThePage(@TempDir Path home) throws Exception {
    Programs.need("chromium");
    Programs.need("chromedriver");
    RoleProcess started =
        RoleProcess.start(
            "demo", "--web", "127.0.0.1:0", "--machine", "127.0.0.1:0", "--devices", "127.0.0.1:0");
    demo = started;
    Browser opened = new Browser(home.resolve("profile"));
    browser = opened;
    opened.open(URI.create(started.awaitLine("(http://127\\.0\\.0\\.1:\\d+/link/\\S+)")));
    opened.await("points-per-second");
    opened.press("place-mesh");
    opened.leaveMark();
  }

  @AfterAll
  void close() throws Exception {
    Browser opened = browser;
    if (opened != null) {
      opened.close();
    }
    RoleProcess started = demo;
    if (started != null) {
      started.close();
    }
  }

  @Test
  void theWayOfAMessageMovesWhenALinkIsCutAndWhenANodeStops() throws Exception {
    Browser page = requireNonNull(browser);
    Mqtt5BlockingClient subscriber = client("at-the-gateway's", "gateway at", 1);
    subscriber.connect();
    subscriber.subscribeWith().topicFilter("trial/#").qos(MqttQos.AT_LEAST_ONCE).send();
    page.awaitText("mesh-nodes-up", text -> text.equals("7 of 7"));
    page.awaitText("mesh-links-up", text -> text.equals("9 of 9"));
    page.type("mesh-from", "6");
    page.type("mesh-topic", "trial/7");
    page.awaitText("mesh-way-1", text -> text.equals(SHORT));

    page.press("mesh-link-2-4");
    page.press("mesh-cut");
    page.awaitText("mesh-selected-state", text -> text.equals("cut"));
    page.awaitText("mesh-way-1", text -> text.equals("6 → 4 → 3 → 2 → 1"));
    page.press("mesh-mend");
    page.awaitText("mesh-way-1", text -> text.equals(SHORT));

    page.press("mesh-row-4");
    page.press("mesh-what-if");
    page.awaitText("mesh-changes", text -> text.contains("6 → 7 → 5 → 3 → 2 → 1"));
    page.awaitText("copy-4", text -> text.startsWith("whole"));
    page.press("mesh-stop");
    page.awaitText("mesh-way-1", text -> text.equals("6 → 7 → 5 → 3 → 2 → 1"));
    page.awaitText("served-4", text -> text.contains("since"));
    page.press("mesh-start");
    page.awaitText("mesh-way-1", text -> text.equals(SHORT));
    page.awaitText("mesh-links-up", text -> text.equals("9 of 9"));
    page.awaitText("served-4", text -> text.equals("itself"));
    subscriber.disconnect();
    assertThat(page.markIsThere()).as("the page was never reloaded").isTrue();
  }

  @Test
  void aKilledNodeIsCarriedOnAtItsAddressUntilItIsStartedAgain() throws Exception {
    Browser page = requireNonNull(browser);
    Mqtt5BlockingClient first = client("trial", "devices at", 6);
    first.connectWith().cleanStart(false).sessionExpiryInterval(3_600).send();
    first.subscribeWith().topicFilter("trial/#").qos(MqttQos.AT_LEAST_ONCE).send();
    first.disconnect();
    page.awaitText("controller-role", text -> text.equals("acts"));
    page.awaitText("sessions-6", text -> text.equals("4"));
    page.awaitText("copy-6", text -> text.startsWith("whole"));

    page.press("mesh-row-6");
    page.press("mesh-kill");
    page.awaitText("mesh-selected-state", text -> text.equals("carried on"));
    page.awaitText("served-6", text -> text.matches("(?s)[1-7]\\s+since .*"));
    page.awaitText("sessions-6", text -> text.equals("4"));
    page.awaitText("timeline", text -> text.matches("(?s).*6 died .* 4 sessions\\..*"));
    Mqtt5BlockingClient again = client("trial", "devices at", 6);
    assertThat(
            again
                .connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(3_600)
                .send()
                .isSessionPresent())
        .as("the same session at the same address, at the stand-in")
        .isTrue();
    again.disconnect();

    page.press("mesh-start");
    page.awaitText("mesh-selected-state", text -> text.equals("up"));
    page.awaitText("served-6", text -> text.equals("itself"));
    page.awaitText("timeline", text -> text.contains("6 serves its own again"));
    page.awaitText("mesh-links-up", text -> text.equals("9 of 9"));
    page.resize(390, 844);
    assertThat(page.horizontalOverflow()).isZero();
    assertThat(page.markIsThere()).as("the page was never reloaded").isTrue();
  }

  private Mqtt5BlockingClient client(String id, String where, int node) {
    String port =
        requireNonNull(demo).awaitLine(where + " 127\\.0\\.0\\.1:(\\d+) \\(node " + node + "\\)");
    return Mqtt5Client.builder()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(Integer.parseInt(port))
        .buildBlocking();
  }
}
