package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.stage.RoleProcess;
import io.fieldway.wire.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class BenchChannelTest {
  @TempDir Path home;

  @Test
  void measuresAPlatformWhoseConnectionsBreakAndFindsEveryPointOnce() throws Exception {
    String all =
        "bench channel --json --cells one,churn --rounds 1 --seconds 1 --warm-up 0.5"
            + " --directory "
            + home;
    try (RoleProcess bench = RoleProcess.start(all.split(" ", -1))) {
      assertThat(bench.awaitEnd()).as(bench.text()).isZero();
      String text = bench.text();
      JsonNode report = Json.parse("the report", text.substring(text.indexOf('{')));
      assertThat(report.path("reference").asString()).isEqualTo("sqlite");
      assertThat(report.path("measures").size()).isEqualTo(6);
      for (JsonNode measure : report.path("measures")) {
        assertThat(measure.path("contestants").path("sqlite").path("median").asDouble())
            .as(measure.path("id").asString())
            .isPositive();
      }
      assertThat(report.path("notes").toString()).contains("none lost, repeated");
    }
  }
}
