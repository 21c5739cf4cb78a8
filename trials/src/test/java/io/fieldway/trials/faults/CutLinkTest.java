package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.launcher.Promises;
import io.fieldway.trials.stage.SqlStored;
import io.fieldway.trials.stage.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The link between gateway and cloud is gone for a minute.
class CutLinkTest {
  private static final Duration CUT = Duration.ofMinutes(1);

  @TempDir Path home;

  @Test
  void theOutboxFillsThenDrainsAndTheHoleInTheHistoryHeals() throws Exception {
    Promises promises = new Promises();
    try (Stage stage = new Stage(home);
        Field field = Field.start(stage.devices(), FieldConfig.defaults().withRate(5), promises)) {
      Awaitility.await("readings flow")
          .atMost(Duration.ofMinutes(5))
          .until(() -> stage.committed() > 50);

      Instant cutAt = Instant.now();
      stage.link().cut();
      Awaitility.await("the cut has lasted a minute")
          .atMost(CUT.plusSeconds(30))
          .until(() -> Instant.now().isAfter(cutAt.plus(CUT)));
      Instant healedAt = Instant.now();
      // A batch may have been under way when the link was cut; what came a little later was not.
      Instant afterCut = cutAt.plusSeconds(2);
      assertThat(counts(stage, afterCut, healedAt)).as("history during the cut").isZero();

      stage.link().heal();
      long promised = field.status().acknowledged();
      Awaitility.await("the outbox drains")
          .atMost(Duration.ofMinutes(5))
          .until(() -> stage.committed() >= promised);
      assertThat(counts(stage, afterCut, healedAt)).as("history, healed").isGreaterThan(200);

      stage.drain(field);
      stage.awaitComplete();
      SqlStored.sqlite(stage.database()).assertKept(promises);
    }
  }

  private static int counts(Stage stage, Instant from, Instant to) throws Exception {
    JsonNode history =
        stage
            .client()
            .get(
                "/api/devices/weather-1/history?property=count&from="
                    + from
                    + "&to="
                    + to
                    + "&limit=10000");
    return history.path("points").size();
  }
}
