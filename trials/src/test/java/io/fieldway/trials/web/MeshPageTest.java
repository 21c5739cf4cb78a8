package io.fieldway.trials.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import io.fieldway.trials.stage.Programs;
import io.fieldway.trials.stage.RoleProcess;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The mesh of the demonstration in a real browser.
class MeshPageTest {
  private static final String SHORT = "6 → 4 → 2 → 1";

  @TempDir Path home;

  @Test
  void theWayOfAMessageMovesWhenALinkIsCutAndWhenANodeStops() throws Exception {
    Programs.need("chromium");
    Programs.need("chromedriver");
    try (RoleProcess demo =
            RoleProcess.start(
                "demo",
                "--web",
                "127.0.0.1:0",
                "--machine",
                "127.0.0.1:0",
                "--devices",
                "127.0.0.1:0");
        Browser browser = new Browser(home.resolve("profile"))) {
      browser.open(URI.create(demo.awaitLine("(http://127\\.0\\.0\\.1:\\d+/link/\\S+)")));
      int port = Integer.parseInt(demo.awaitLine("gateway at 127\\.0\\.0\\.1:(\\d+) \\(node 1\\)"));
      Mqtt5BlockingClient subscriber =
          Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildBlocking();
      subscriber.connect();
      subscriber.subscribeWith().topicFilter("trial/#").qos(MqttQos.AT_LEAST_ONCE).send();
      browser.await("points-per-second");
      browser.press("place-mesh");
      browser.leaveMark();
      browser.awaitText("mesh-nodes-up", text -> text.equals("7 of 7"));
      browser.awaitText("mesh-links-up", text -> text.equals("9 of 9"));
      browser.type("mesh-from", "6");
      browser.type("mesh-topic", "trial/7");
      browser.awaitText("mesh-way-1", text -> text.equals(SHORT));

      browser.press("mesh-link-2-4");
      browser.press("mesh-cut");
      browser.awaitText("mesh-selected-state", text -> text.equals("cut"));
      browser.awaitText("mesh-way-1", text -> text.equals("6 → 4 → 3 → 2 → 1"));
      browser.press("mesh-mend");
      browser.awaitText("mesh-way-1", text -> text.equals(SHORT));

      browser.press("mesh-row-4");
      browser.press("mesh-what-if");
      browser.awaitText("mesh-changes", text -> text.contains("6 → 7 → 5 → 3 → 2 → 1"));
      browser.press("mesh-stop");
      browser.awaitText("mesh-way-1", text -> text.equals("6 → 7 → 5 → 3 → 2 → 1"));
      browser.press("mesh-start");
      browser.awaitText("mesh-way-1", text -> text.equals(SHORT));
      browser.awaitText("mesh-links-up", text -> text.equals("9 of 9"));

      browser.resize(390, 844);
      assertThat(browser.horizontalOverflow()).isZero();
      assertThat(browser.markIsThere()).as("the page was never reloaded").isTrue();
      subscriber.disconnect();
    }
  }
}
