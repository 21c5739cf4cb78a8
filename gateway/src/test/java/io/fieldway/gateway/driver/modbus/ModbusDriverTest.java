package io.fieldway.gateway.driver.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.DriverStatus;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.model.ThingModel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ModbusDriverTest {
  private static final ThingModel PUMP =
      ThingModel.read(
          Json.parse(
              "model",
              """
              {"@type": "tm:ThingModel", "id": "urn:fieldway:model:pump", "title": "Pump",
               "version": {"model": "1"},
               "properties": {
                 "temperature": {"type": "number", "fw:map": {"from": "t", "scale": 0.1},
                   "forms": [{"href": "0", "modv:entity": "HoldingRegister", "modv:type": "xsd:short"}]},
                 "energy": {"type": "number",
                   "forms": [{"href": "1", "modv:entity": "HoldingRegister", "modv:type": "xsd:unsignedInt"}]},
                 "pressure": {"type": "number",
                   "forms": [{"href": "9", "modv:entity": "InputRegister", "modv:type": "xsd:float",
                     "modv:mostSignificantWord": false}]},
                 "running": {"type": "boolean", "forms": [{"href": "3", "modv:entity": "Coil"}]},
                 "alarm": {"type": "boolean", "forms": [{"href": "4", "modv:entity": "DiscreteInput"}]}},
               "actions": {
                 "start": {"forms": [{"href": "3", "modv:entity": "Coil", "fw:value": true}]},
                 "set": {"input": {"type": "object"}, "forms": [
                   {"href": "20", "modv:entity": "HoldingRegister", "modv:type": "xsd:float", "fw:input": "speed"},
                   {"href": "22", "modv:entity": "HoldingRegister", "fw:input": "mode"}]}}}
              """));

  private final Host host = new Host(PUMP);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ModbusPeer peer = open(ModbusPeer.start());

  @BeforeAll
  static void waitLongEnoughForALoadedMachine() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T resource) {
    opened.add(resource);
    return resource;
  }

  private ModbusDriver start(ModbusDevice... devices) {
    ModbusDriver driver =
        open(
            new ModbusDriver(
                ModbusConfig.defaults()
                    .withDevices(Arrays.asList(devices))
                    .withDelays(Duration.ofMillis(10), Duration.ofMillis(100)),
                InstantSource.system(),
                new SplittableRandom(7)));
    driver.start(host);
    return driver;
  }

  private static ModbusDevice device(String id, InetSocketAddress address) {
    return new ModbusDevice(id, address, 1, Duration.ofMillis(20), Duration.ofMinutes(1));
  }

  private static DriverStatus status(ModbusDriver driver) {
    return driver.report().orElseThrow();
  }

  private static GatewayLine.Instruction instruction(String id, String action, String input) {
    return new GatewayLine.Instruction(
        id, action, Json.parse("input", input), Instant.now().plusSeconds(600));
  }

  @Test
  void readsEveryTableAsTheModelSays() {
    peer.holding(0, 0xFF38, 0x0001, 0x86A0).input(9, 0x0000, 0x41B8).coil(3, true);
    peer.discrete(4, true);
    start(device("pump-1", peer.address()));
    await().until(() -> !host.readings.isEmpty());
    assertThat(Json.write(Json.parse("r", Json.write(host.readings.peek().json())).path("values")))
        .isEqualTo(
            "{\"running\":true,\"alarm\":true,\"t\":-200,\"energy\":100000,\"pressure\":23.0}");
    assertThat(peer.asked).first().isEqualTo("0+3");
  }

  @Test
  void countsReadingsOnFromWhatIsOnDisk() {
    host.resume = 41;
    start(device("pump-1", peer.address()));
    await().until(() -> host.readings.size() >= 3);
    assertThat(host.readings.stream().limit(3).map(each -> each.seq()))
        .containsExactly(42L, 43L, 44L);
  }

  @Test
  void sendsTheNextReadingInPlaceOfOneThatTheDiskRefused() {
    host.full = true;
    ModbusDriver driver = start(device("pump-1", peer.address()));
    await().until(() -> status(driver).count("lost") >= 2);
    host.full = false;
    await().until(() -> status(driver).count("readings") >= 2);
    assertThat(host.readings.stream().map(each -> each.seq()).distinct().limit(2))
        .containsExactly(1L, 2L);
  }

  @Test
  void readsApartWhatTheDeviceRefusesTogether() {
    peer.holding(0, 215);
    peer.hole = 2;
    ModbusDriver driver = start(device("pump-1", peer.address()));
    await().until(() -> host.readings.size() >= 2);
    assertThat(host.readings.peek().values()).containsKey("t").doesNotContainKey("energy");
    assertThat(peer.asked).startsWith("0+3", "0+1", "1+2", "0+1", "1+2");
    assertThat(status(driver).count("exceptions")).isGreaterThanOrEqualTo(2);
    assertThat(status(driver).present()).isOne();
  }

  @Test
  void writesWhatAnActionSaysAndTellsWhatBecameOfIt() {
    start(device("pump-1", peer.address()));
    await().until(() -> host.links.containsKey("pump-1"));
    host.link("pump-1").instruct(instruction("c-1", "start", "{}"));
    host.link("pump-1").instruct(instruction("c-2", "set", "{\"speed\":23,\"mode\":2}"));
    await().until(() -> host.results.size() == 2);
    assertThat(host.results).allSatisfy(each -> assertThat(each.executed()).isTrue());
    assertThat(peer.coil(3)).isTrue();
    assertThat(peer.written(20, 3)).containsExactly(0x41B8, 0, 2);
  }

  @Test
  void looksAtDeadlinesByThePlatformsTime() {
    host.ahead = Duration.ofHours(-5);
    start(device("pump-1", peer.address()));
    await().until(() -> host.links.containsKey("pump-1"));
    host.link("pump-1")
        .instruct(
            new GatewayLine.Instruction(
                "c-1", "start", Json.object(), host.platformTime().plusSeconds(600)));
    await().until(() -> host.results.size() == 1);
    assertThat(host.results.peek().executed()).isTrue();
    assertThat(peer.coil(3)).isTrue();
  }

  @Test
  void writesNothingWhereOneValueDoesNotFit() {
    start(device("pump-1", peer.address()));
    await().until(() -> host.links.containsKey("pump-1"));
    host.link("pump-1").instruct(instruction("c-1", "set", "{\"speed\":23,\"mode\":70000}"));
    await().until(() -> !host.results.isEmpty());
    assertThat(host.results.peek().reason())
        .hasValue("HoldingRegister 22: expected a number that fits xsd:unsignedShort, got 70000");
    assertThat(peer.written(20, 3)).containsExactly(0, 0, 0);
  }

  @Test
  void actsOnceOnAnInstructionThatComesAgain() {
    start(device("pump-1", peer.address()));
    await().until(() -> host.links.containsKey("pump-1"));
    host.link("pump-1").instruct(instruction("c-1", "start", "{}"));
    host.link("pump-1").instruct(instruction("c-1", "start", "{}"));
    await().until(() -> host.results.size() == 2);
    assertThat(host.results).allSatisfy(each -> assertThat(each.executed()).isTrue());
    assertThat(peer.coilsWritten).hasValue(1);
  }

  @Test
  void failsAnInstructionThatNoFormWrites() {
    start(device("pump-1", peer.address()));
    await().until(() -> host.links.containsKey("pump-1"));
    host.link("pump-1").instruct(instruction("c-1", "fly", "{}"));
    await().until(() -> !host.results.isEmpty());
    assertThat(host.results.peek().reason()).hasValue("its model has no Modbus form for fly");
  }

  @Test
  void writesWhatIsDesiredAndReportsIt() {
    host.model =
        ThingModel.read(
            Json.parse(
                "model",
                """
                {"@type": "tm:ThingModel", "id": "urn:fieldway:model:pump", "title": "Pump",
                 "version": {"model": "1"},
                 "properties": {
                   "setpoint": {"type": "number", "forms": [
                     {"href": "30", "modv:entity": "HoldingRegister", "modv:type": "xsd:short"}]},
                   "mode": {"type": "integer", "forms": [{"href": "31", "modv:entity": "HoldingRegister"}]},
                   "flow": {"type": "number", "forms": [{"href": "5", "modv:entity": "InputRegister"}]}}}
                """));
    start(device("pump-1", peer.address()));
    await().until(() -> host.links.containsKey("pump-1"));
    assertThat(host.link("pump-1").takesDesired()).isTrue();
    host.link("pump-1")
        .desire(
            new GatewayLine.Desired(
                7,
                Map.of(
                    "setpoint", Json.parse("v", "-21"),
                    "mode", Json.parse("v", "70000"),
                    "flow", Json.parse("v", "3"))));
    await().until(() -> !host.reported.isEmpty());
    DeviceLine.Reported reported = Objects.requireNonNull(host.reported.peek());
    assertThat(reported.version()).hasValue(7);
    assertThat(reported.values()).containsOnlyKeys("setpoint");
    assertThat(reported.refused())
        .containsEntry("flow", "its model has no Modbus form that writes it")
        .containsEntry(
            "mode", "HoldingRegister 31: expected a number that fits xsd:unsignedShort, got 70000");
    assertThat(peer.written(30, 2)).containsExactly(0xFFEB, 0);
  }

  @Test
  void setsNothingWhereItsModelSaysSo() {
    host.model = new ThingModelWithout(PUMP).settings();
    start(device("pump-1", peer.address()));
    await().until(() -> host.links.containsKey("pump-1"));
    assertThat(host.link("pump-1").takesDesired()).isFalse();
  }

  @Test
  void neverLetsASilentDeviceDelayAnother() {
    ModbusPeer silent = open(ModbusPeer.start());
    silent.gate = new CountDownLatch(1);
    ModbusDriver driver =
        start(device("silent", silent.address()), device("pump-1", peer.address()));
    await().until(() -> !silent.asked.isEmpty());
    long before = host.readingsOf("pump-1");
    await().until(() -> host.readingsOf("pump-1") >= before + 5);
    assertThat(host.readingsOf("silent")).isZero();
    assertThat(status(driver).present()).isOne();
  }

  @Test
  void isOfflineWhileItDoesNotAnswerAndComesBack() {
    ModbusDevice impatient =
        new ModbusDevice(
            "pump-1", peer.address(), 1, Duration.ofMillis(20), Duration.ofMillis(300));
    ModbusDriver driver = start(impatient);
    await().until(() -> status(driver).present() == 1);
    peer.gate = new CountDownLatch(1);
    await().until(() -> host.left.get() >= 1);
    assertThat(status(driver).count("unanswered")).isGreaterThanOrEqualTo(2);
    peer.gate.countDown();
    long before = host.readingsOf("pump-1");
    await().until(() -> host.readingsOf("pump-1") > before);
    await().until(() -> status(driver).present() == 1);
  }

  @Test
  void comesBackToADeviceThatRestarts() {
    ModbusDriver driver = start(device("pump-1", peer.address()));
    await().until(() -> status(driver).present() == 1);
    peer.close();
    await().until(() -> status(driver).present() == 0);
    open(ModbusPeer.at(peer.address()));
    await().until(() -> status(driver).present() == 1);
    assertThat(status(driver).count("connections")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void takesNothingFromAPeerThatDoesNotSpeakModbus() throws IOException {
    try (ServerSocket liar = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> greet(liar));
      ModbusDriver driver =
          start(device("pump-1", (InetSocketAddress) liar.getLocalSocketAddress()));
      await().until(() -> status(driver).count("unanswered") >= 3);
      assertThat(host.readings).isEmpty();
      assertThat(status(driver).present()).isZero();
    }
  }

  private static void greet(ServerSocket liar) {
    while (!liar.isClosed()) {
      try (Socket socket = liar.accept()) {
        socket
            .getOutputStream()
            .write("SSH-2.0-nothing of Modbus\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        int _ = socket.getInputStream().read(new byte[64]);
      } catch (IOException e) {
        // The test or the driver has closed it.
      }
    }
  }

  @Test
  void leavesItsDeviceAloneForAWhileWhenTheGatewayTurnsItAway() {
    ModbusDriver driver = start(device("pump-1", peer.address()));
    await().until(() -> status(driver).present() == 1);
    host.link("pump-1").close(ErrorCode.REPLACED, "a newer connection");
    await().until(() -> host.left.get() == 1);
    await().until(() -> status(driver).present() == 1);
  }

  @Test
  void followsAModelThatChanges() {
    host.model = new ThingModelWithout(PUMP).forms();
    ModbusDriver driver = start(device("pump-1", peer.address()));
    assertThat(status(driver).count("requests")).isZero();
    host.model = PUMP;
    await().until(() -> status(driver).present() == 1);
  }

  /// The same model without something.
  private record ThingModelWithout(ThingModel model) {
    /// Everything is read only.
    ThingModel settings() {
      String text = Json.write(model.document());
      return ThingModel.read(
          Json.parse(
              "model",
              text.replace("{\"type\":\"number\"", "{\"readOnly\":true,\"type\":\"number\"")
                  .replace("{\"type\":\"boolean\"", "{\"readOnly\":true,\"type\":\"boolean\"")));
    }

    /// As before it had forms.
    ThingModel forms() {
      @Var String text = Json.write(model.document());
      text = text.replace("\"forms\"", "\"fw:former\"");
      return ThingModel.read(Json.parse("model", text));
    }
  }
}
