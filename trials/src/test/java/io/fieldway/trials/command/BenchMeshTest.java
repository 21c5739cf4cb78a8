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

class BenchMeshTest {
  @TempDir Path home;

  @Test
  void measuresChainsOfNodesOfBothDurabilitiesBesideOneOfBridgedBrokers() throws Exception {
    assumeTrue(Broker.MOSQUITTO.missing().isEmpty(), "needs mosquitto");
    String all =
        "bench mesh --json --durability fsync,interval --vs mosquitto-bridges --hops 1 --rounds 1"
            + " --seconds 1 --warm-up 0.5 --directory "
            + home;
    try (RoleProcess bench = RoleProcess.start(all.split(" ", -1))) {
      assertThat(bench.awaitEnd()).as(bench.text()).isZero();
      String text = bench.text();
      JsonNode report = Json.parse("the report", text.substring(text.indexOf('{')));
      assertThat(report.path("reference").asString()).isEqualTo("mosquitto-bridges");
      assertThat(report.path("measures").size()).isEqualTo(3);
      for (JsonNode measure : report.path("measures")) {
        for (String chain : new String[] {"fieldway", "fieldway-interval", "mosquitto-bridges"}) {
          assertThat(measure.path("contestants").path(chain).path("median").asDouble())
              .as("%s of %s", measure.path("id").asString(), chain)
              .isPositive();
        }
      }
    }
  }
}
