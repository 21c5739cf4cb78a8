package io.fieldway.trials.field;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.mqtt.DesiredForm;
import io.fieldway.gateway.driver.mqtt.MqttConfig;
import io.fieldway.gateway.driver.mqtt.MqttDriver;
import io.fieldway.gateway.driver.mqtt.MqttRefusal;
import io.fieldway.gateway.driver.mqtt.MqttRule;
import io.fieldway.gateway.driver.mqtt.PayloadForm;
import io.fieldway.node.Node;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The gateway's MQTT driver with a node as its broker, over real sockets.
final class MqttDriverTest {
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  @TempDir Path home;
  private final Hall hall = new Hall();
  @Var private Node node;
  @Var private MqttDriver driver;
  @Var private Mqtt5BlockingClient device;

  @BeforeEach
  void start() throws Exception {
    node = Node.start(NodeConfig.of(home));
    device = client("device");
    driver = drive(config());
    connected();
  }

  @AfterEach
  void stop() {
    hall.release();
    driver.close();
    device.disconnect();
    node.close();
  }

  @Test
  void acknowledgesAReadingOnlyOnceItIsOnDisk() {
    hall.holding = true;
    publish("field/d-1/telemetry", "{\"seq\":7,\"session\":\"s\",\"t\":215}");
    await().until(() -> hall.readings.size() == 1);
    DeviceLine.Reading reading = hall.readings.getFirst();
    assertThat(reading.seq()).isEqualTo(7);
    assertThat(reading.values()).isEqualTo(Map.of("t", Json.parse("t", "215")));
    assertThat(hall.arrivals).containsExactly("d-1 s");
    assertThat(driver.status().acknowledged()).isZero();
    assertThat(driver.status().unacknowledged()).isOne();
    // A driver that comes in its place gets what is not acknowledged once more.
    again(config());
    await().until(() -> hall.readings.size() == 2);
    assertThat(hall.readings.getLast().seq()).isEqualTo(7);
    hall.release();
    await().until(() -> driver.status().acknowledged() == 1);
    again(config());
    publish("field/d-1/telemetry", "{\"seq\":8,\"session\":\"s\",\"t\":216}");
    await().until(() -> hall.readings.size() == 3);
    assertThat(hall.readings.getLast().seq()).isEqualTo(8);
  }

  @Test
  void hasNoMoreInFlightThanItsReceiveMaximum() {
    again(config().withReceiveMaximum(4));
    hall.holding = true;
    for (int i = 1; i <= 20; i++) {
      publish("field/d-1/telemetry", "{\"seq\":" + i + ",\"t\":1}");
    }
    await().until(() -> hall.readings.size() == 4);
    await().during(Duration.ofMillis(300)).until(() -> hall.readings.size() == 4);
    hall.release();
    await().until(() -> driver.status().acknowledged() == 20);
    assertThat(hall.readings.stream().map(DeviceLine.Reading::seq).toList()).isSorted().hasSize(20);
  }

  @Test
  void getsAgainWhatFoundNoRoomOnDisk() {
    hall.full.set(1);
    publish("field/d-1/telemetry", "{\"seq\":1,\"t\":1}");
    publish("field/d-1/telemetry", "{\"seq\":2,\"t\":1}");
    await().until(() -> driver.status().acknowledged() == 2);
    assertThat(driver.status().givenUp()).isOne();
    assertThat(hall.readings.stream().map(DeviceLine.Reading::seq).distinct())
        .containsExactly(1L, 2L);
    assertThat(driver.status().connections()).isEqualTo(2);
  }

  @Test
  void countsTheReadingsOfADeviceThatDoesNot() {
    again(
        config()
            .withRules(List.of(MqttRule.reading("plant/{device}/{property}", PayloadForm.VALUE))));
    publish("plant/d-1/level", "3.5");
    publish("plant/d-1/pump", "ON");
    await().until(() -> driver.status().acknowledged() == 2);
    assertThat(hall.readings.stream().map(DeviceLine.Reading::seq)).containsExactly(41L, 42L);
    assertThat(hall.readings.getLast().values())
        .isEqualTo(Map.of("pump", Json.parse("pump", "\"ON\"")));
  }

  @Test
  void refusesWhatItCannotReadAndGoesOn() {
    publish("field/d-1/telemetry", "{\"seq\":1,");
    publish("field/stranger/telemetry", "{\"t\":1}");
    publish("field/d-1/status", "perhaps");
    publish("field/d-1/telemetry", "{\"seq\":1,\"t\":1}");
    await().until(() -> driver.status().acknowledged() == 1);
    assertThat(driver.status().refusals())
        .containsEntry(MqttRefusal.MALFORMED, 2L)
        .containsEntry(MqttRefusal.UNKNOWN_DEVICE, 1L);
    assertThat(driver.status().messages()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5, 5})
  void instructsADeviceAndHearsItsResultWhateverItsOwnClockSays(int hoursAhead) throws Exception {
    hall.ahead = Duration.ofHours(hoursAhead);
    publish("field/d-1/status", "online");
    await().until(() -> driver.status().present() == 1);
    GatewayLine.Instruction instruction =
        new GatewayLine.Instruction(
            "c-1", "open", Json.object().put("secs", 3), hall.platformTime().plusSeconds(60));
    try (Mqtt5Publishes inbox = device.publishes(MqttGlobalPublishFilter.ALL)) {
      device // behind the inbox, which the client opens on its own thread
          .toAsync()
          .subscribeWith()
          .topicFilter("field/d-1/instructions")
          .qos(MqttQos.AT_LEAST_ONCE)
          .send()
          .get(1, TimeUnit.MINUTES);
      requireNonNull(hall.links.get("d-1")).instruct(instruction);
      Mqtt5Publish order = inbox.receive(1, TimeUnit.MINUTES).orElseThrow();
      assertThat(Json.parse("order", text(order))).isEqualTo(instruction.json());
      assertThat(order.getMessageExpiryInterval().orElseThrow()).isBetween(50L, 60L);
      device.publish(
          Mqtt5Publish.builder()
              .topic(order.getResponseTopic().orElseThrow())
              .qos(MqttQos.AT_LEAST_ONCE)
              .correlationData(order.getCorrelationData().orElseThrow())
              .payload("{\"executed\":true}".getBytes(StandardCharsets.UTF_8))
              .build());
    }
    await().until(() -> hall.results.size() == 1);
    assertThat(hall.results.getFirst().instruction()).isEqualTo("c-1");
    assertThat(hall.results.getFirst().executed()).isTrue();
  }

  @Test
  void believesADeviceThatItIsThereUntilItsWillSaysOtherwise() {
    again(config().withRules(List.of(MqttRule.standard().withSilentAfter(Duration.ofMillis(300)))));
    publish("field/d-1/status", "online");
    publish("field/d-2/telemetry", "{\"t\":1}");
    await().until(() -> driver.status().acknowledged() == 1);
    await("the silent one leaves").until(() -> hall.left.get() >= 1);
    assertThat(driver.status().present()).isOne();
    publish("field/d-1/status", "offline");
    await().until(() -> driver.status().present() == 0);
  }

  @Test
  void comesBackToANodeThatWasGone() throws Exception {
    publish("field/d-1/telemetry", "{\"seq\":1,\"t\":1}");
    await().until(() -> driver.status().acknowledged() == 1);
    InetSocketAddress address = node.addresses().getFirst();
    node.close();
    await().until(() -> !driver.status().connected());
    node = Node.start(NodeConfig.of(home).withListeners(List.of(ListenerConfig.tcp(address))));
    device = client("device");
    connected();
    publish("field/d-1/telemetry", "{\"seq\":2,\"t\":1}");
    await().until(() -> driver.status().acknowledged() == 2);
    assertThat(driver.status().sessionsLost()).isZero();
    assertThat(hall.ready.get()).as("told again what it may have missed").isEqualTo(2);
  }

  private MqttConfig config() {
    return MqttConfig.defaults().withBroker(node.addresses().getFirst());
  }

  private MqttDriver drive(MqttConfig config) {
    MqttDriver started =
        new MqttDriver(
            config,
            node.addresses().getFirst(),
            "gw-1",
            InstantSource.system(),
            new SplittableRandom(1));
    started.start(hall);
    return started;
  }

  @Test
  void bringsWhatIsDesiredAndWhatIsSet() throws Exception {
    publish("field/d-1/status", "online");
    await().until(() -> hall.ready.get() == 1);
    try (Mqtt5Publishes inbox = device.publishes(MqttGlobalPublishFilter.ALL)) {
      device // behind the inbox, which the client opens on its own thread
          .toAsync()
          .subscribeWith()
          .topicFilter("field/d-1/desired")
          .qos(MqttQos.AT_LEAST_ONCE)
          .send()
          .get(1, TimeUnit.MINUTES);
      GatewayLine.Desired desired =
          new GatewayLine.Desired(7, Map.of("every", Json.parse("every", "10")));
      assertThat(link().takesDesired()).isTrue();
      link().desire(desired);
      Mqtt5Publish told = inbox.receive(1, TimeUnit.MINUTES).orElseThrow();
      assertThat(text(told)).isEqualTo(Json.write(desired.json()));
    }
    publish("field/d-1/reported", "{\"version\":7,\"values\":{\"every\":10}}");
    await().until(() -> hall.reported.size() == 1);
    assertThat(hall.reported.getFirst())
        .isEqualTo(
            new DeviceLine.Reported(
                OptionalLong.of(7), Map.of("every", Json.parse("every", "10")), Map.of()));
    await().until(() -> driver.status().settings() == 1);
  }

  @Test
  void bringsBareValuesWhereTheRuleSaysSo() throws Exception {
    again(
        config()
            .withRules(
                List.of(
                    MqttRule.reading("zigbee2mqtt/{device}", PayloadForm.JSON)
                        .withDesired("zigbee2mqtt/{device}/set", DesiredForm.VALUES))));
    publish("zigbee2mqtt/d-1", "{\"state\":\"OFF\"}");
    await().until(() -> hall.ready.get() == 1);
    try (Mqtt5Publishes inbox = device.publishes(MqttGlobalPublishFilter.ALL)) {
      device // behind the inbox, which the client opens on its own thread
          .toAsync()
          .subscribeWith()
          .topicFilter("zigbee2mqtt/d-1/set")
          .qos(MqttQos.AT_LEAST_ONCE)
          .send()
          .get(1, TimeUnit.MINUTES);
      link().desire(new GatewayLine.Desired(1, Map.of("state", Json.parse("state", "\"ON\""))));
      Mqtt5Publish told = inbox.receive(1, TimeUnit.MINUTES).orElseThrow();
      assertThat(text(told)).isEqualTo("{\"state\":\"ON\"}");
    }
  }

  @Test
  void aDeviceThatDidNotHearWhatIsDesiredArrivesAnewWhenItIsHeardNext() {
    publish("field/d-1/status", "online");
    await().until(() -> hall.ready.get() == 1);
    link().desire(new GatewayLine.Desired(7, Map.of("every", Json.parse("every", "10"))));
    await().until(() -> driver.status().unpublished() == 1);
    publish("field/d-1/status", "online");
    await().until(() -> hall.ready.get() == 2);
  }

  private DeviceLink link() {
    return requireNonNull(hall.links.get("d-1"));
  }

  private void again(MqttConfig config) {
    driver.close();
    driver = drive(config);
    connected();
  }

  private void connected() {
    await().until(() -> driver.status().connected());
  }

  private Mqtt5BlockingClient client(String name) {
    InetSocketAddress address = node.addresses().getFirst();
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(name + "-" + CLIENTS.incrementAndGet())
            .serverHost(address.getAddress())
            .serverPort(address.getPort())
            .buildBlocking();
    client.connect();
    return client;
  }

  private void publish(String topic, String payload) {
    device
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .send();
  }

  private static String text(Mqtt5Publish publish) {
    return new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
  }

  private static ConditionFactory await(String... what) {
    return Awaitility.await(String.join("", what)).atMost(Duration.ofMinutes(1));
  }
}
