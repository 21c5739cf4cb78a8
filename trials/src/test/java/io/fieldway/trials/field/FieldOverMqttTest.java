package io.fieldway.trials.field;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.Field;
import io.fieldway.devices.FieldConfig;
import io.fieldway.gateway.driver.mqtt.MqttConfig;
import io.fieldway.gateway.driver.mqtt.MqttDriver;
import io.fieldway.launcher.Promises;
import io.fieldway.node.Node;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The simulated devices that publish, with a node and the gateway's driver.
final class FieldOverMqttTest {
  @TempDir Path home;

  @Test
  void publishesReadingsAndActsOnceOnAnInstructionThatComesTwice() throws Exception {
    Hall hall = new Hall();
    Promises promises = new Promises();
    try (Node node = Node.start(NodeConfig.of(home))) {
      InetSocketAddress address = node.addresses().getFirst();
      MqttDriver driver =
          new MqttDriver(
              MqttConfig.defaults().withBroker(address),
              address,
              "gw-1",
              InstantSource.system(),
              new SplittableRandom(1));
      driver.start(hall);
      InetSocketAddress nobody = ListenerConfig.loopback(1);
      try (Field field =
          Field.start(nobody, Optional.of(address), FieldConfig.defaults(), promises)) {
        await().until(() -> promises.devices().size() == 3 && hall.links.containsKey("valve-3"));
        GatewayLine.Instruction open =
            new GatewayLine.Instruction(
                "c-1", "open", Json.object().put("secs", 1), Instant.now().plusSeconds(600));
        requireNonNull(hall.links.get("valve-3")).instruct(open);
        await().until(() -> hall.results.size() == 1);
        requireNonNull(hall.links.get("valve-3")).instruct(open);
        await().until(() -> hall.results.size() == 2);
        assertThat(hall.results.getFirst().executed()).isTrue();
        assertThat(hall.results.getLast()).isEqualTo(hall.results.getFirst());
        assertThat(field.status().executed()).isOne();
        assertThat(hall.readings).isNotEmpty();
        requireNonNull(hall.links.get("soil-5"))
            .desire(new GatewayLine.Desired(3, Map.of("every", Json.parse("every", "0.5"))));
        DeviceLine.Reported settled =
            new DeviceLine.Reported(
                OptionalLong.of(3), Map.of("every", Json.parse("every", "0.5")), Map.of());
        await().until(() -> hall.reported.contains(settled));
      } finally {
        driver.close();
      }
    }
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofMinutes(2));
  }
}
