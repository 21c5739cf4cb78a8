package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.gateway.driver.modbus.ModbusConfig;
import io.fieldway.gateway.driver.modbus.ModbusDevice;
import io.fieldway.gateway.driver.mqtt.PayloadForm;
import io.fieldway.gateway.outbox.FullPolicy;
import io.fieldway.gateway.outbox.OutboxConfig;
import io.fieldway.gateway.uplink.BudgetConfig;
import io.fieldway.launcher.config.ConfigException;
import io.fieldway.launcher.config.Configured;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GatewayOptionsTest {
  @TempDir Path directory;

  @BeforeEach
  void writeTheKey() throws IOException {
    KeyFile.write(directory.resolve("gateway.key"), Bytes.copyOf(new byte[32]));
  }

  /// Every key of the gateway is in the file of defaults, and reads as its default.
  @Test
  void theFileOfDefaultsReadsAsTheDefaults() throws IOException {
    GatewaySettings defaults = GatewaySettings.defaults();
    assertThat(read(Configured.defaults(defaults).documented()))
        .isEqualTo(
            new GatewaySettings(
                defaults.id(),
                directory.resolve("gateway.key"),
                defaults.platform(),
                defaults.listen(),
                directory.resolve("data/gateway"),
                defaults.heartbeat(),
                defaults.insecure(),
                defaults.mqtt(),
                defaults.modbus(),
                defaults.http(),
                defaults.coap(),
                defaults.tls(),
                defaults.drivers(),
                defaults.outbox(),
                defaults.uplink()));
  }

  @Test
  void readsWhatIsKeptAndHowMuchGoesUp() throws IOException {
    GatewaySettings settings =
        read(
            """
            id: gw-9
            key-file: gateway.key
            data: data
            outbox:
              max-bytes: 64MiB
              max-age: 2d
              policy: thin-out
            uplink:
              budget:
                bytes-per-second: 20KiB
            """);
    assertThat(settings.config().outbox())
        .isEqualTo(
            OutboxConfig.DEFAULTS
                .withMaxBytes(64L << 20)
                .withMaxAge(Duration.ofDays(2))
                .withPolicy(FullPolicy.THIN_OUT));
    assertThat(settings.config().uplink().budget())
        .isEqualTo(new BudgetConfig(20 * 1024, 256 * 1024));
  }

  @Test
  void readsRulesForOtherTopics() throws IOException {
    GatewaySettings settings =
        read(
            """
            id: gw-9
            key-file: gateway.key
            data: data
            mqtt:
              broker: 127.0.0.1:1883
              rules:
                - telemetry: zigbee2mqtt/{device}
                  status: zigbee2mqtt/{device}/availability
                - telemetry: plant/{device}/{property}
                  payload: value
            """);
    assertThat(settings.config().mqtt()).isEqualTo(settings.mqtt());
    assertThat(settings.mqtt().rules()).hasSize(2);
    assertThat(settings.mqtt().rules().getFirst().status())
        .hasToString("Optional[zigbee2mqtt/{device}/availability]");
    assertThat(settings.mqtt().rules().getFirst().instructions()).isEmpty();
    assertThat(settings.mqtt().rules().getLast().payload()).isEqualTo(PayloadForm.VALUE);
  }

  @Test
  void readsWhereModbusDevicesAre() throws IOException {
    GatewaySettings settings =
        read(
            """
            id: gw-9
            key-file: gateway.key
            data: data
            modbus:
              max-gap: 4
              devices:
                - device: pump-1
                  address: 127.0.0.1:1502
                  interval: 5s
            """);
    assertThat(settings.config().modbus())
        .isEqualTo(
            new ModbusConfig(
                List.of(
                    new ModbusDevice(
                        "pump-1",
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1502),
                        1,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2))),
                4,
                2,
                64,
                256,
                Duration.ofMillis(500),
                Duration.ofMinutes(1)));
  }

  @Test
  void takesReadingsFromElsewhereOnlyWithACertificateAndTokens() {
    assertThatThrownBy(() ->
            read(
                """
                id: gw-9
                key-file: gateway.key
                data: data
                http:
                  listen: 0.0.0.0:8403
                  certificate: nowhere.pem
                  silent-after: 0s
                """))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(
            "http.listen: it is not of this machine alone; expected a certificate and tokens",
            "http.private-key: expected one beside the other",
            "http.certificate: expected a file that can be read, got",
            "http.silent-after: expected longer than nothing");
  }

  @Test
  void asksModbusDevicesBeyondThisMachineOnlyWhereThatIsAllowed() {
    assertThatThrownBy(() ->
            read(
                """
                id: gw-9
                key-file: gateway.key
                data: data
                modbus:
                  first-delay: 2h
                  devices:
                    - device: pump-1
                      address: 192.0.2.7:502
                    - device: pump-1
                      address: 127.0.0.1:502
                      timeout: 1h
                    - unit: 300
                """))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(
            "modbus.first-delay: expected above nothing and up to the longest-delay",
            "modbus.devices[0].address: it is not on this machine, and Modbus TCP has neither",
            "modbus.devices[1].device: expected each device once, got pump-1 again",
            "modbus.devices[1].timeout: expected 1ms to 10m",
            "modbus.devices[2].device: expected",
            "modbus.devices[2].unit: expected");
  }

  @Test
  void tellsAllThatIsWrongAtOnce() {
    assertThatThrownBy(() ->
            read(
                """
                id: gw-9
                key-file: nowhere.key
                data: data
                mqtt:
                  broker: 192.0.2.7:1883
                  receive-maximum: 0
                  user: me
                  rules:
                    - telemetry: field/#
                    - telemetry: a/{device}
                      payload: value
                    - telemetry: a/{device}
                """))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(
            "key-file: expected a key file that can be read at",
            "mqtt.receive-maximum: expected between 1 and 65535, got \"0\"",
            "mqtt.broker: it is not on this machine; expected tls: true beside it, or --insecure",
            "mqtt.password-file: expected one beside the other",
            "mqtt.rules[0].telemetry: topic: expected levels such as field, {device}, {property}"
                + " or +, got \"field/#\"",
            "mqtt.rules[1].property: expected a name here or a level {property} in telemetry, got"
                + " neither",
            "mqtt.rules[2]: expected topics of its own, got a/{device} beside a/{device}");
  }

  private GatewaySettings read(String yaml) throws IOException {
    Path file = directory.resolve("gateway.yaml");
    Files.writeString(file, yaml);
    return new GatewayOptions().read(Optional.of(file)).value();
  }
}
