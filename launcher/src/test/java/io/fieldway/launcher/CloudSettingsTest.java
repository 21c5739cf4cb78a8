package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.cloud.CloudConfig;
import io.fieldway.cloud.Role;
import io.fieldway.launcher.config.ConfigException;
import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CloudSettingsTest {
  @TempDir Path directory;

  /// Every key of the cloud is in the file of defaults, and reads as its default.
  @Test
  void theFileOfDefaultsReadsAsTheDefaults() throws IOException {
    CloudSettings defaults = CloudSettings.defaults();
    CloudSettings read = read(Configured.defaults(defaults).documented()).value();
    assertThat(read.data()).isEqualTo(directory.resolve("data/cloud"));
    assertThat(read).usingRecursiveComparison().ignoringFields("data").isEqualTo(defaults);
  }

  @Test
  void aFileSetsEverything() throws IOException {
    Files.writeString(directory.resolve("chain.pem"), "");
    Files.writeString(directory.resolve("key.pem"), "");
    CloudConfig config =
        read("""
        role: [user, event]
        data: d
        web: 127.0.0.1:9400
        machine: 127.0.0.1:9401
        redis: redis://:p@127.0.0.1:6379
        database: jdbc:postgresql://host/fieldway
        platform-key: shared.key
        resource: http://127.0.0.1:8410
        heartbeat: 10s
        insecure: true
        tls:
          certificate: chain.pem
          key: key.pem
        mesh: ["127.0.0.1:8403"]
        controllers: ["127.0.0.1:8406"]
        """)
            .value()
            .config();
    assertThat(config.roles()).isEqualTo(Set.of(Role.USER, Role.EVENT));
    assertThat(config.data()).isEqualTo(directory.resolve("d"));
    assertThat(config.webListen().getPort()).isEqualTo(9400);
    assertThat(config.machineListen().getPort()).isEqualTo(9401);
    assertThat(config.redis()).contains("redis://:p@127.0.0.1:6379");
    assertThat(config.database()).contains("jdbc:postgresql://host/fieldway");
    assertThat(config.platformKey()).contains(directory.resolve("shared.key"));
    assertThat(config.resource()).contains(URI.create("http://127.0.0.1:8410"));
    assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.insecure()).isTrue();
    assertThat(config.tls().orElseThrow().key()).isEqualTo(directory.resolve("key.pem"));
    assertThat(config.mesh()).hasSize(1);
    assertThat(config.controllers()).hasSize(1);
  }

  @Test
  void allThatAProcessLacksIsToldAtOnceAtItsKeys() {
    assertThatThrownBy(() ->
            read(
                """
                role: [machine]
                data: d
                tls:
                  certificate: nowhere.pem
                """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("redis: ")
        .hasMessageContaining("database: ")
        .hasMessageContaining("tls: expected certificate and key together")
        .hasMessageContaining("nowhere.pem");
  }

  @Test
  void passwordsAreNotShown() throws IOException {
    String shown =
        read("data: d\nredis: redis://:secret@h\ndatabase: jdbc:postgresql://u:secret@h/f\n")
            .shown();
    assertThat(shown).contains("redis: (hidden)", "database: (hidden)").doesNotContain("secret");
  }

  @Test
  void flagsComeBeforeTheFile() throws IOException {
    Path file = directory.resolve("flags.yaml");
    Files.writeString(file, "data: d\nrole: [event]\nredis: redis://h\n");
    Flags flags =
        new Flags()
            .set("--role", "role", List.of(Role.RESOURCE))
            .set("--database", "database", "jdbc:postgresql://h/f");
    CloudSettings settings =
        Configured.read(CloudSettings.defaults(), Optional.of(file), flags).value();
    assertThat(settings.role()).containsExactly(Role.RESOURCE);
    assertThat(settings.config().problems()).isEmpty();
  }

  private Configured<CloudSettings> read(String yaml) throws IOException {
    Path file = directory.resolve("cloud.yaml");
    Files.writeString(file, yaml);
    return Configured.read(CloudSettings.defaults(), Optional.of(file), new Flags());
  }
}
