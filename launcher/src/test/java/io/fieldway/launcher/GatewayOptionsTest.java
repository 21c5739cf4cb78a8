package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.gateway.driver.mqtt.PayloadForm;
import io.fieldway.launcher.config.ConfigException;
import io.fieldway.launcher.config.Configured;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                defaults.mqtt()));
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
