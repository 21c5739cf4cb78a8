package io.fieldway.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class FieldTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final FieldConfig QUICK = FieldConfig.defaults().withRate(20);

  private HandGateway gateway;

  @BeforeEach
  void open() throws IOException {
    gateway = new HandGateway();
  }

  @AfterEach
  void close() throws IOException {
    gateway.close();
  }

  @Test
  void bringsReadingsOfAllTenDevices() {
    try (Field field = Field.start(gateway.address(), QUICK)) {
      List<FieldRegistrations.Device> devices = Field.registrations().devices();
      assertThat(devices).hasSize(10);
      await()
          .atMost(PATIENCE)
          .until(() -> devices.stream().noneMatch(each -> gateway.readings(each.id()).isEmpty()));

      assertThat(field.status().live()).isEqualTo(10);
      assertThat(field.status().sent()).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void sendsAgainWhatWasNotAcknowledged() throws IOException {
    gateway.acknowledge(false);
    try (Field field = Field.start(gateway.address(), QUICK)) {
      await().atMost(PATIENCE).until(() -> gateway.readings("soil-1").size() >= 5);
      gateway.cut();
      gateway.acknowledge(true);
      await().atMost(PATIENCE).until(() -> status(field, "soil-1").acknowledged() >= 5);

      List<Long> seqs = gateway.readings("soil-1").stream().map(DeviceLine.Reading::seq).toList();
      assertThat(seqs.stream().filter(seq -> seq == 1)).hasSize(2);
      assertThat(status(field, "soil-1").repeated()).isGreaterThanOrEqualTo(5);
      assertThat(gateway.hellos("soil-1")).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void tellsItsListenerEachAcknowledgedReadingOnceAndInOrder() {
    List<Long> acknowledged = new CopyOnWriteArrayList<>();
    FieldListener listener =
        new FieldListener() {
          @Override
          public void acknowledged(String device, String session, long seq) {
            if ("pump-1".equals(device)) {
              acknowledged.add(seq);
            }
          }
        };
    try (Field field = Field.start(gateway.address(), QUICK, listener)) {
      await().atMost(PATIENCE).until(() -> acknowledged.size() >= 20);
      field.stopMeasuring();
      await().atMost(PATIENCE).until(() -> field.status().waiting() == 0);

      FieldStatus.DeviceStatus pump = status(field, "pump-1");
      assertThat(acknowledged)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, pump.measured()).boxed().toList());
      assertThat(pump.acknowledged()).isEqualTo(pump.measured());
      assertThat(field.status().acknowledged()).isEqualTo(field.status().measured());
    }
  }

  @Test
  void actsOnceOnAnInstructionThatComesThreeTimes() throws IOException {
    List<String> executed = new CopyOnWriteArrayList<>();
    FieldListener listener =
        new FieldListener() {
          @Override
          public void executed(String device, String instruction, boolean done) {
            executed.add(device + " " + instruction + " " + done);
          }
        };
    GatewayLine.Instruction open = instruction("c1", "open", "secs", 60);
    try (Field field = Field.start(gateway.address(), QUICK, listener)) {
      awaitLive(field);
      gateway.instruct("valve-1", open);
      gateway.instruct("valve-1", open);
      await().atMost(PATIENCE).until(() -> gateway.results("valve-1").size() == 2);
      int hellos = gateway.hellos("valve-1");
      gateway.cut();
      await().atMost(PATIENCE).until(() -> gateway.hellos("valve-1") > hellos);
      gateway.instruct("valve-1", open);
      await().atMost(PATIENCE).until(() -> gateway.results("valve-1").size() == 3);

      assertThat(gateway.results("valve-1").stream().distinct())
          .singleElement()
          .satisfies(result -> assertThat(result.executed()).isTrue());
      assertThat(executed).containsExactly("valve-1 c1 true");
      assertThat(field.status().executed()).isEqualTo(1);
      await()
          .atMost(PATIENCE)
          .until(() -> value(gateway.readings("valve-1").getLast(), "st").intValue() == 1);
      assertThat(value(gateway.readings("valve-1").getLast(), "cyc").intValue()).isEqualTo(1);
    }
  }

  @Test
  void refusesWhatItCannotDoAndSaysWhy() throws IOException {
    try (Field field = Field.start(gateway.address(), QUICK)) {
      awaitLive(field);
      gateway.instruct("valve-1", instruction("c1", "open", "secs", 4_000));
      gateway.instruct("soil-1", instruction("c2", "dance", "steps", 2));
      await().atMost(PATIENCE).until(() -> !gateway.results("valve-1").isEmpty());
      await().atMost(PATIENCE).until(() -> !gateway.results("soil-1").isEmpty());

      assertThat(gateway.results("valve-1").getFirst().reason().orElseThrow())
          .contains("secs", "3600", "4000");
      assertThat(gateway.results("soil-1").getFirst().reason())
          .contains("there is no action dance");
      assertThat(field.status().refused()).isEqualTo(2);
      assertThat(field.status().executed()).isZero();
    }
  }

  @Test
  void wetsTheSoilThatAGatewayWatersAndShowsItOnTheLine() throws IOException {
    try (Field field = Field.start(gateway.address(), QUICK)) {
      awaitLive(field);
      await().atMost(PATIENCE).until(() -> !gateway.readings("soil-3").isEmpty());
      int before = value(gateway.readings("soil-3").getLast(), "raw").intValue();
      gateway.instruct("valve-2", instruction("c1", "open", "secs", 60));

      // The wetter the soil, the fewer counts: eight a percent.
      await()
          .atMost(PATIENCE)
          .until(() -> value(gateway.readings("soil-3").getLast(), "raw").intValue() < before - 4);
    }
  }

  @Test
  void sendsAPictureThatDecodes() throws IOException {
    try (Field field = Field.start(gateway.address(), QUICK)) {
      await().atMost(PATIENCE).until(() -> !gateway.blobs("camera-1").isEmpty());
      assertThat(field.status().dropped()).isZero();

      byte[] jpeg = gateway.blobs("camera-1").getFirst().toArray();
      assertThat(Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(jpeg))).getWidth())
          .isEqualTo(320);
    }
  }

  @Test
  void triesAgainUntilTheGatewayTakesIt() {
    gateway.turnAway(30);
    try (Field field = Field.start(gateway.address(), QUICK)) {
      awaitLive(field);

      assertThat(gateway.turnedAway()).isEqualTo(30);
      assertThat(gateway.readings("soil-1").getFirst().seq()).isEqualTo(1);
    }
  }

  @Test
  void takesAnotherSessionEachTimeItStarts() {
    String first;
    try (Field field = Field.start(gateway.address(), QUICK)) {
      first = status(field, "soil-1").session();
    }
    try (Field field = Field.start(gateway.address(), QUICK)) {
      assertThat(status(field, "soil-1").session()).isNotEqualTo(first);
    }
  }

  @Test
  void refusesARateThatIsNoRate() {
    assertThatThrownBy(() -> FieldConfig.defaults().withRate(0))
        .hasMessageContaining("above 0 and at most 1000, not 0");
  }

  private static void awaitLive(Field field) {
    await().atMost(PATIENCE).until(() -> field.status().live() == 10);
  }

  private static FieldStatus.DeviceStatus status(Field field, String device) {
    return field.status().devices().stream()
        .filter(each -> each.device().equals(device))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode value(DeviceLine.Reading reading, String name) {
    return Objects.requireNonNull(reading.values().get(name));
  }

  private static GatewayLine.Instruction instruction(
      String id, String action, String field, int value) {
    return new GatewayLine.Instruction(
        id, action, Json.object().put(field, value), Instant.now().plusSeconds(30));
  }
}
