package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.launcher.Promises;
import io.fieldway.trials.stage.PostgresServer;
import io.fieldway.trials.stage.SeparateServers;
import io.fieldway.trials.stage.SqlStored;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every server in a process of its own, on one Redis and one database. Two of them die, by chance,
/// or as many as `-Dfieldway.kills=…` says. Moments are counted in readings; `-Dfieldway.seed=…`
/// tries a seed again.
class SeparateServersTest {
  private static final int READINGS_BETWEEN = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path home;

  @Test
  void anyServerMayDieAndNothingIsLost() throws Exception {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("SeparateServersTest: -Dfieldway.seed=" + seed);
    Promises promises = new Promises();
    Random random = new Random(seed);
    Orders orders = new Orders(promises, random);
    List<String> victims = new ArrayList<>(List.of("machine-0", "resource", "event", "user"));
    Collections.shuffle(victims, random);
    try (PostgresServer postgres = new PostgresServer(home);
        SeparateServers servers = new SeparateServers(home, postgres.url(), 1)) {
      try (Field field =
          Field.start(servers.devices(), FieldConfig.defaults().withRate(20), orders)) {
        for (String victim : victims.subList(0, Integer.getInteger("fieldway.kills", 2))) {
          awaitReadings(field);
          orders.place(servers.client());
          servers.kill(victim);
          servers.restart(victim);
          assertThat(status(servers.health(victim))).as("health of %s", victim).isEqualTo(200);
        }
        assertThat(status(servers.page())).as("the page").isEqualTo(200);
        awaitReadings(field);
        orders.check(servers.client());
        servers.drain(field);
      }
      SqlStored.at(postgres.url()).assertKept(promises);
    }
  }

  private static void awaitReadings(Field field) {
    long target = field.status().acknowledged() + READINGS_BETWEEN;
    Awaitility.await("readings acknowledged")
        .atMost(PATIENCE)
        .until(() -> field.status().acknowledged() >= target);
  }

  private static int status(URI address) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
