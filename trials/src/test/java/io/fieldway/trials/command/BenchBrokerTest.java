package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.wire.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BenchBrokerTest {
  @TempDir Path home;

  @Test
  void measuresTheNodeBesideAnotherBroker() throws Exception {
    assumeTrue(Broker.MOSQUITTO.missing().isEmpty(), "needs mosquitto");
    JsonNode report =
        report("--vs mosquitto --cells qos1,latency0,start --rounds 1 --seconds 0.5 --warm-up 0.1");
    assertThat(report.path("reference").asString()).isEqualTo("mosquitto");
    for (JsonNode measure : report.path("measures")) {
      for (String broker : new String[] {"fieldway", "mosquitto"}) {
        assertThat(measure.path("contestants").path(broker).path("median").asDouble())
            .as("%s of %s", measure.path("id").asString(), broker)
            .isPositive();
      }
    }
  }

  @Test
  void aBrokerThatDoesNotExistIsAnsweredWithThoseThatDo() throws Exception {
    try (RoleProcess wrong = RoleProcess.start("bench", "broker", "--vs", "mosquito")) {
      assertThat(wrong.awaitEnd()).isEqualTo(1);
      assertThat(wrong.text()).contains("mosquito", "mosquitto").doesNotContain("\tat ");
    }
  }

  private JsonNode report(String options) throws Exception {
    String all = "bench broker --json --directory " + home + " " + options;
    try (RoleProcess bench = RoleProcess.start(all.split(" ", -1))) {
      assertThat(bench.awaitEnd()).as(bench.text()).isZero();
      String text = bench.text();
      return Json.parse("the report", text.substring(text.indexOf('{')));
    }
  }
}
