package io.fieldway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.gateway.driver.modbus.ModbusConfig;
import io.fieldway.gateway.driver.modbus.ModbusDevice;
import io.fieldway.gateway.driver.modbus.ModbusPeer;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway between a Modbus device, made with another library's server, and a platform.
final class GatewayModbusTest {
  private static final Registrations PUMP =
      Registrations.read(
          Json.parse(
              "registrations",
              """
              {"models": [{"@type": "tm:ThingModel", "id": "urn:fieldway:model:pump",
                "title": "Pump", "version": {"model": "1"},
                "properties": {
                  "temperature": {"type": "number", "unit": "Cel", "maximum": 30,
                    "fw:map": {"scale": 0.1},
                    "forms": [{"href": "0", "modv:entity": "HoldingRegister"}]}},
                "actions": {
                  "run": {
                    "input": {"type": "object", "properties": {"minutes": {"type": "number"}}},
                    "fw:map": {"input": {"minutes": {"to": "sec", "scale": 60}}},
                    "forms": [
                      {"href": "5", "modv:entity": "HoldingRegister", "fw:input": "sec"},
                      {"href": "3", "modv:entity": "Coil", "fw:value": true}]}}}],
               "devices": [{"id": "pump-1", "model": "pump"}]}
              """));

  @TempDir private Path directory;

  @BeforeAll
  static void waitLongEnoughForALoadedMachine() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
  }

  private GatewayConfig config(PlatformFixture platform, ModbusPeer peer) {
    ModbusDevice pump =
        new ModbusDevice("pump-1", peer.address(), 1, Duration.ofMillis(50), Duration.ofMinutes(1));
    return platform
        .gateway(directory)
        .withModbus(
            ModbusConfig.defaults()
                .withDevices(List.of(pump))
                .withDelays(Duration.ofMillis(10), Duration.ofMillis(100)));
  }

  @Test
  void bringsRegistersToThePlatformAndWritesWhatItOrders() throws IOException {
    try (PlatformFixture platform = PlatformFixture.start();
        ModbusPeer peer = ModbusPeer.start()) {
      platform.registrations = PUMP;
      peer.holding(0, 215).coil(3, false);
      try (Gateway gateway = Gateway.start(config(platform, peer))) {
        await().until(() -> !platform.entries().isEmpty());
        Point first = platform.entries().getFirst().points().getFirst();
        assertThat(first.property()).isEqualTo("temperature");
        assertThat(first.value()).isEqualTo(new Value.Numeric(21.5));
        assertThat(first.unit()).isEqualTo("Cel");
        assertThat(gateway.status().devices().online()).isOne();

        platform.command(
            Command.read(
                Json.parse(
                    "command",
                    """
                    {"id": "c-1", "deviceId": "pump-1", "action": "run", "input": {"minutes": 2},
                     "deadline": "%s"}
                    """
                        .formatted(Json.time(Instant.now().plusSeconds(600))))));
        await()
            .untilAsserted(() ->
                assertThat(platform.reports)
                    .extracting(CommandReport::state)
                    .contains(CommandState.EXECUTED));
        assertThat(peer.written(5, 1)).containsExactly(120);
        assertThat(peer.coil(3)).isTrue();
        assertThat(gateway.status().drivers().getFirst().count("executed")).isOne();
        assertThat(gateway.status().faults()).isZero();
      }
    }
  }

  @Test
  void loadsNoClassOfADriverThatIsNotConfigured() throws IOException {
    Path log = directory.resolve("classes.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                GatewayProcess.class.getName(),
                "http://127.0.0.1:9",
                directory.resolve("data").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.inputReader().lines().anyMatch(line -> line.matches("\\d+"))).isTrue();
      process.outputWriter().write("\n");
      process.outputWriter().flush();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readAllLines(log))
        .noneMatch(line -> line.contains("org.eclipse.californium."))
        .anyMatch(line -> line.contains("io.fieldway.gateway.driver.tcp.TcpDriver"))
        .filteredOn(
            line -> line.matches(".*io\\.fieldway\\.gateway\\.driver\\.(modbus|http|coap)\\..*"))
        .allMatch(line -> line.contains("Config") || line.contains("ModbusDevice "));
  }
}
