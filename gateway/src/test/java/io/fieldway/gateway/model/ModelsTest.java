package io.fieldway.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Registrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  private static final Registrations PROBE =
      registrations("{\"type\": \"number\", \"fw:map\": {\"from\": \"m\"}}");

  @TempDir private Path directory;

  @Test
  void servesItsDevicesAfterARestartWithoutALink() {
    Path file = directory.resolve("registrations.json");
    Models first = Models.open(file);
    assertThat(first.devices()).isEmpty();
    first.adopt(PROBE);
    Models second = Models.open(file);
    assertThat(second.devices()).containsExactly("soil-1");
    assertThat(second.adaptationOf("soil-1")).isPresent();
    assertThat(second.adaptationOf("soil-2")).isEmpty();
  }

  @Test
  void knowsNothingWhereItsFileIsDamaged() throws IOException {
    Path file = directory.resolve("registrations.json");
    Files.writeString(file, "{\"models\": [{\"id\":");
    Models models = Models.open(file);
    assertThat(models.devices()).isEmpty();
    models.adopt(PROBE);
    assertThat(Models.open(file).devices()).containsExactly("soil-1");
  }

  @Test
  void forgetsADeviceThatIsNotRegisteredAnyMore() {
    Models models = Models.open(directory.resolve("registrations.json"));
    models.adopt(PROBE);
    models.adopt(Registrations.NONE);
    assertThat(models.adaptationOf("soil-1")).isEmpty();
  }

  @Test
  void servesAModelWithABrokenMappingWithoutIt() {
    Models models = Models.open(directory.resolve("registrations.json"));
    models.adopt(registrations("{\"type\": \"number\", \"fw:map\": 7}"));
    assertThat(models.adaptationOf("soil-1")).isPresent();
  }

  private static Registrations registrations(String property) {
    return Registrations.read(
        Json.parse(
            "registrations",
            """
            {"models": [{"@type": "tm:ThingModel", "id": "urn:fieldway:model:probe",
              "title": "Probe", "version": {"model": "1"}, "properties": {"moisture": %s}}],
             "devices": [{"id": "soil-1", "model": "probe"}]}
            """
                .formatted(property)));
  }
}
