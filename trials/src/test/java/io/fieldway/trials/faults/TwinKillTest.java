package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.devices.FieldListener;
import io.fieldway.trials.stage.Stage;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Settings are desired while gateway and cloud are killed with `kill -9`, and while the gateway is
/// away; in the end every device has them, and both disks hold the same documents. A failing seed
/// is tried again with `-Dfieldway.seed=…`.
class TwinKillTest {
  private static final List<String> DEVICES = List.of("weather-1", "soil-1", "valve-1");
  private static final String SETTING = "reportInterval";
  private static final int KILLS = 3;

  @TempDir Path home;

  @Test
  void twinsConvergeWhoeverWasKilled() throws Exception {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("TwinKillTest: -Dfieldway.seed=" + seed);
    Random random = new Random(seed);
    Map<String, Integer> desired = new LinkedHashMap<>();
    @Var int seconds = 100;
    try (Stage stage = new Stage(home);
        Field _ = Field.start(stage.devices(), FieldConfig.defaults(), FieldListener.NONE)) {
      for (String device : DEVICES) {
        await(device + " says what it is set to")
            .until(() -> twin(stage, device).path("reported").path(SETTING).isNumber());
      }
      for (int i = 0; i < KILLS; i++) {
        String device = DEVICES.get(random.nextInt(DEVICES.size()));
        int value = seconds++;
        switch (i % 3) {
          case 0 -> {
            stage.killGateway();
            desire(stage, device, value);
            stage.restartGateway();
          }
          case 1 -> {
            desire(stage, device, value);
            stage.killCloudAndRestart();
          }
          default -> {
            desire(stage, device, value);
            stage.killGatewayAndRestart();
          }
        }
        desired.put(device, value);
      }
      for (Map.Entry<String, Integer> each : desired.entrySet()) {
        await(each + " is in sync").until(() -> isInSync(stage, each.getKey(), each.getValue()));
      }
      await("both disks hold the same documents")
          .untilAsserted(() ->
              assertThat(documents(stage.outbox(), "select id, document from twin"))
                  .containsOnlyKeys(
                      documents(stage.database(), "select device, document from twin").keySet())
                  .isEqualTo(documents(stage.database(), "select device, document from twin")));
    }
  }

  private static void desire(Stage stage, String device, int seconds) throws IOException {
    stage
        .client()
        .patch(
            "/api/devices/" + device + "/twin",
            Json.object().set("desired", Json.object().put(SETTING, seconds)));
  }

  private static boolean isInSync(Stage stage, String device, int seconds) throws IOException {
    JsonNode twin = twin(stage, device);
    return twin.path("reported").path(SETTING).asInt(0) == seconds
        && twin.path("meta").path(SETTING).path("state").asString().equals("in-sync");
  }

  private static JsonNode twin(Stage stage, String device) throws IOException {
    return stage.client().get("/api/devices/" + device + "/twin");
  }

  private static Map<String, String> documents(Path file, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      Map<String, String> documents = new LinkedHashMap<>();
      while (row.next()) {
        JsonNode document = Json.parse("twin", row.getString(2));
        if (!document.path("reported").path("entries").isEmpty()) {
          documents.put(row.getString(1), row.getString(2));
        }
      }
      return documents;
    }
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof SQLException);
  }
}
