package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.launcher.Promises;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.SqlStored;
import io.fieldway.trials.stage.Stage;
import io.fieldway.trials.stage.StageMesh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Devices publish at one end of a chain of nodes and the gateway is at the other; gateway and
/// nodes are killed with `kill -9` in mid-stream. A failing seed is tried again with
/// `-Dfieldway.seed=…`; the moments are counted in readings, not in time.
class MqttFieldKillTest {
  private static final List<String> FAR = List.of("soil-5", "soil-6", "valve-3");
  private static final int MOST_READINGS_BETWEEN = 60;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private enum Victim {
    GATEWAY,
    RELAY,
    GATEWAYS_NODE
  }

  @TempDir Path home;

  @Test
  void everyReadingThatANodeAcknowledgedIsStoredExactlyOnce() throws Exception {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("MqttFieldKillTest: -Dfieldway.seed=" + seed);
    Random random = new Random(seed);
    Promises promises = new Promises();
    Path nodes = Files.createDirectories(home.resolve("mesh"));
    try (StageMesh mesh = StageMesh.chain(nodes);
        Stage stage = Stage.hearing(home, mesh.a().address(Kind.TCP));
        Field field =
            Field.start(
                stage.devices(),
                Optional.of(mesh.c().address(Kind.TCP)),
                FieldConfig.defaults().withRate(10),
                promises)) {
      awaitReadings(promises, 1);
      for (Victim victim :
          List.of(
              Victim.GATEWAY, Victim.RELAY, Victim.GATEWAY, Victim.GATEWAYS_NODE, Victim.GATEWAY)) {
        awaitReadings(promises, 1 + random.nextInt(MOST_READINGS_BETWEEN));
        switch (victim) {
          case GATEWAY -> stage.killGatewayAndRestart();
          case RELAY -> {
            mesh.b().kill();
            mesh.b().restart();
          }
          case GATEWAYS_NODE -> {
            mesh.a().kill();
            mesh.a().restart();
          }
        }
      }
      awaitReadings(promises, MOST_READINGS_BETWEEN);
      stage.drain(field);
      Awaitility.await("what was acknowledged is stored")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() -> SqlStored.sqlite(stage.database()).assertKept(promises));
      assertThat(promises.devices()).containsAll(FAR);
    }
  }

  private static void awaitReadings(Promises promises, int further) {
    long target = far(promises) + further;
    Awaitility.await("readings acknowledged").atMost(PATIENCE).until(() -> far(promises) >= target);
  }

  private static long far(Promises promises) {
    return FAR.stream().mapToLong(promises::size).sum();
  }
}
