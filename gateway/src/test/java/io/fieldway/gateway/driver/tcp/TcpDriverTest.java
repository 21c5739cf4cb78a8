package io.fieldway.gateway.driver.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpDriverTest {
  private static final Duration HEARTBEAT = Duration.ofMillis(200);

  private final Hall hall = new Hall();
  @Var private TcpDriver driver = start(config());

  private static TcpConfig config() {
    return TcpConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private TcpDriver start(TcpConfig config) {
    try {
      TcpDriver started = TcpDriver.bind(config, InstantSource.system());
      started.start(hall);
      return started;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void restart(TcpConfig config) {
    driver.close();
    driver = start(config);
  }

  @AfterEach
  void stop() {
    driver.close();
    assertThat(driver.connections()).isZero();
  }

  private RawDevice connect() {
    return RawDevice.connect(driver.address());
  }

  private RawDevice seated(String device) {
    RawDevice raw = connect().hello(device, "s");
    assertThat(raw.hear()).isEqualTo(new GatewayLine.Welcome(device, HEARTBEAT, 0));
    return raw;
  }

  @Test
  void welcomesADeviceAndAcknowledgesItsReadings() {
    try (RawDevice device = seated("d-1")) {
      device.reading(1, "{\"t\":1}").reading(2, "{\"t\":2}");
      assertThat(device.hear()).isEqualTo(new GatewayLine.Ack(1, List.of()));
      assertThat(device.hear()).isEqualTo(new GatewayLine.Ack(2, List.of()));
      device.say("{\"type\":\"heartbeat\"}");
      assertThat(device.hear()).isEqualTo(new GatewayLine.Heartbeat());
    }
    await().untilAsserted(() -> assertThat(hall.left.get()).isOne());
  }

  @Test
  void answersMalformedJsonAndStaysOpen() {
    try (RawDevice device = seated("d-1")) {
      device.say("{\"type\":\"reading\",");
      assertFailure(device.hear(), ErrorCode.MALFORMED, false);
      device.bytes(new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"', '\n'});
      assertFailure(device.hear(), ErrorCode.MALFORMED, false);
      device.reading(1, "{\"t\":1}");
      assertThat(device.hear()).isEqualTo(new GatewayLine.Ack(1, List.of()));
    }
  }

  @Test
  void takesALineOfTheGreatestLengthAndClosesAfterALongerOne() {
    try (RawDevice device = seated("d-1")) {
      String start =
          "{\"type\":\"reading\",\"seq\":1,\"at\":\"2026-11-21T08:30:00Z\",\"values\":{\"t\":\"";
      String end = "\"}}";
      int fill = DeviceLine.MAX_LINE - 1 - start.length() - end.length();
      device.say(start + "x".repeat(fill) + end);
      assertThat(device.hear()).isEqualTo(new GatewayLine.Ack(1, List.of()));
      device.say(start + "x".repeat(fill + 1) + end);
      assertFailure(device.hear(), ErrorCode.LINE_TOO_LONG, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
  }

  @Test
  void closesAfterAnEndlessLineWithoutANewline() {
    try (RawDevice device = connect()) {
      byte[] block = new byte[DeviceLine.MAX_LINE * 4];
      Arrays.fill(block, (byte) 'x');
      device.bytes(block);
      assertFailure(device.hear(), ErrorCode.LINE_TOO_LONG, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
  }

  @Test
  void putsALineTogetherThatComesInPieces() {
    try (RawDevice device = connect()) {
      byte[] hello =
          "{\"type\":\"hello\",\"protocol\":1,\"device\":\"d-1\",\"session\":\"s\"}\n{\"type\":\"heartbeat\"}\n"
              .getBytes(StandardCharsets.UTF_8);
      for (byte each : hello) {
        device.bytes(new byte[] {each});
      }
      assertThat(device.hear()).isInstanceOf(GatewayLine.Welcome.class);
      assertThat(device.hear()).isEqualTo(new GatewayLine.Heartbeat());
    }
  }

  @Test
  void turnsAnUnknownDeviceAway() {
    try (RawDevice device = connect().hello("stranger", "s")) {
      assertFailure(device.hear(), ErrorCode.UNKNOWN_DEVICE, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
  }

  @Test
  void closesAfterAReadingBeforeTheHello() {
    try (RawDevice device = connect().reading(1, "{\"t\":1}")) {
      assertFailure(device.hear(), ErrorCode.OUT_OF_ORDER, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
    assertThat(hall.readings).isEmpty();
  }

  @Test
  void closesAfterASecondHello() {
    try (RawDevice device = seated("d-1").hello("d-1", "s")) {
      assertFailure(device.hear(), ErrorCode.OUT_OF_ORDER, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
  }

  @Test
  void closesTheOlderConnectionOfADevice() {
    try (RawDevice older = seated("d-1");
        RawDevice newer = seated("d-1")) {
      assertFailure(older.hear(), ErrorCode.REPLACED, true);
      assertThat(older.hearsTheEnd()).isTrue();
      newer.reading(1, "{\"t\":1}");
      assertThat(newer.hear()).isEqualTo(new GatewayLine.Ack(1, List.of()));
    }
  }

  @Test
  void closesADeviceThatMissesThreeHeartbeats() {
    try (RawDevice device = seated("d-1")) {
      assertFailure(device.hear(), ErrorCode.SILENT, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
    await().untilAsserted(() -> assertThat(hall.left.get()).isOne());
  }

  @Test
  void closesAConnectionThatNeverSaysHello() {
    restart(config().withHelloTimeout(Duration.ofMillis(100)));
    try (RawDevice device = connect()) {
      assertFailure(device.hear(), ErrorCode.SILENT, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
  }

  @Test
  void closesAConnectionThatNeverEndsItsLine() {
    restart(config().withHelloTimeout(Duration.ofMillis(300)));
    try (RawDevice device = connect()) {
      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> {
            device.bytes(new byte[] {'x'});
            return driver.refusals().getOrDefault(ErrorCode.SILENT, 0L) == 1L;
          });
      assertFailure(device.hear(), ErrorCode.SILENT, true);
    }
  }

  @Test
  void turnsAwayWhatIsTooMuch() {
    restart(config().withMaxConnections(2));
    try (RawDevice first = seated("d-1");
        RawDevice second = seated("d-2");
        RawDevice third = connect()) {
      assertFailure(third.hear(), ErrorCode.BUSY, true);
      assertThat(third.hearsTheEnd()).isTrue();
      first.say("{\"type\":\"heartbeat\"}");
      assertThat(first.hear()).isEqualTo(new GatewayLine.Heartbeat());
      second.say("{\"type\":\"heartbeat\"}");
      assertThat(second.hear()).isEqualTo(new GatewayLine.Heartbeat());
    }
    assertThat(driver.refusals()).containsEntry(ErrorCode.BUSY, 1L);
  }

  @Test
  void cutsOffADeviceThatNeverReadsItsAnswers() {
    restart(config().withStallTimeout(Duration.ofMillis(200)));
    try (RawDevice device = seated("d-1")) {
      hall.silent = true;
      for (int seq = 1; seq <= 300; seq++) {
        device.reading(seq, "{\"t\":1}");
      }
      await().untilAsserted(() -> assertThat(driver.cutOff()).isOne());
      assertThat(hall.readings).as("no more than may be unanswered").hasSize(256);
    }
  }

  @Test
  void givesInstructionsAndTakesResults() {
    try (RawDevice device = seated("d-1")) {
      GatewayLine.Instruction instruction =
          new GatewayLine.Instruction(
              "c-1", "OPEN", Json.object().put("sec", 60), Instant.parse("2026-11-21T08:31:00Z"));
      link("d-1").instruct(instruction);
      assertThat(device.hear()).isEqualTo(instruction);
      device.result("c-1").result("c-2");
      assertFailure(device.hear(), ErrorCode.UNKNOWN_INSTRUCTION, false);
    }
  }

  @Test
  void tellsItsDevicesThatItStops() {
    try (RawDevice device = seated("d-1")) {
      driver.close();
      assertFailure(device.hear(), ErrorCode.STOPPING, true);
      assertThat(device.hearsTheEnd()).isTrue();
    }
  }

  @Test
  void servesAThousandDevicesAtOnce() {
    List<RawDevice> devices = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        devices.add(connect().hello("d-" + i, "s").reading(1, "{\"t\":1}"));
      }
      for (RawDevice each : devices) {
        assertThat(each.hear(GatewayLine.Ack.class).seq()).isOne();
      }
    } finally {
      devices.forEach(RawDevice::close);
    }
    await().untilAsserted(() -> assertThat(driver.connections()).isZero());
  }

  @Test
  void saysWhichAddressIsTaken() {
    TcpConfig taken = TcpConfig.of(driver.address());
    assertThatThrownBy(() -> TcpDriver.bind(taken, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:" + driver.address().getPort())
        .hasMessageContaining("choose another");
  }

  private DeviceLink link(String device) {
    DeviceLink link = hall.links.get(device);
    assertThat(link).isNotNull();
    return Objects.requireNonNull(link);
  }

  private static void assertFailure(GatewayLine line, ErrorCode code, boolean closed) {
    assertThat(line)
        .isInstanceOfSatisfying(
            GatewayLine.Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.closed()).isEqualTo(closed);
              assertThat(failure.message()).isNotEmpty();
            });
  }

  /// Seats everybody but strangers, and acknowledges what comes.
  private static final class Hall implements Devices {
    private final Map<String, DeviceLink> links = new ConcurrentHashMap<>();
    private final Queue<DeviceLine.Reading> readings = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    @Var private volatile boolean silent;

    @Override
    public Arrival arrive(DeviceLine.Hello hello, DeviceLink link) {
      if (hello.device().equals("stranger")) {
        return new Arrival.Refused(ErrorCode.UNKNOWN_DEVICE, "no stranger");
      }
      DeviceLink before = links.put(hello.device(), link);
      if (before != null) {
        before.close(ErrorCode.REPLACED, "a newer connection");
      }
      return new Arrival.Welcomed(
          new GatewayLine.Welcome(hello.device(), HEARTBEAT, 0), new Chair());
    }

    private final class Chair implements Seat {
      @Override
      public void ready() {}

      @Override
      public void reading(DeviceLine.Reading reading, Consumer<GatewayLine> answer) {
        readings.add(reading);
        if (!silent) {
          answer.accept(new GatewayLine.Ack(reading.seq(), List.of()));
        }
      }

      @Override
      public void seen() {}

      @Override
      public void result(DeviceLine.Result result, Consumer<GatewayLine> answer) {
        if (!result.instruction().equals("c-1")) {
          answer.accept(
              new GatewayLine.Failure(ErrorCode.UNKNOWN_INSTRUCTION, "never given", false));
        }
      }

      @Override
      public void leave() {
        left.incrementAndGet();
      }
    }
  }
}
