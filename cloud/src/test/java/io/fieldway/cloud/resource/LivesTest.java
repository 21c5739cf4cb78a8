package io.fieldway.cloud.resource;

import static io.fieldway.cloud.stage.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LivesTest {
  @Test
  void takesATimeADurationOrTheUsualLife() {
    assertThat(deadline("{\"deadline\": \"2026-11-21T12:00:30Z\"}"))
        .isEqualTo(NOON.plusSeconds(30));
    assertThat(deadline("{\"expiresIn\": \"5m\"}")).isEqualTo(NOON.plusSeconds(300));
    assertThat(deadline("{\"expiresIn\": \"250ms\"}")).isEqualTo(NOON.plusMillis(250));
    assertThat(deadline("{}")).isEqualTo(NOON.plus(ResourceConfig.defaults().commandLife()));
  }

  @Test
  void refusesThePastTheFarFutureAndOtherWords() {
    assertThatThrownBy(() -> deadline("{\"deadline\": \"2026-11-21T12:00:00Z\"}"))
        .hasMessageContaining("a time in the future");
    assertThatThrownBy(() -> deadline("{\"expiresIn\": \"8d\"}")).hasMessageContaining("168h");
    assertThatThrownBy(() -> deadline("{\"expiresIn\": \"soon\"}"))
        .hasMessageContaining("a duration such as 30s")
        .hasMessageContaining("soon");
  }

  @Test
  void countsTheLifeOfAHeldOneFromItsTime() {
    String held = "\"notBefore\": \"2026-11-21T13:00:00Z\"";
    assertThat(deadline("{" + held + ", \"expiresIn\": \"5m\"}"))
        .isEqualTo(NOON.plusSeconds(3_900));
    assertThat(deadline("{\"notBefore\": \"2026-11-21T11:00:00Z\", \"expiresIn\": \"5m\"}"))
        .as("its time has come")
        .isEqualTo(NOON.plusSeconds(300));
    assertThatThrownBy(() -> deadline("{" + held + ", \"deadline\": \"2026-11-21T12:30:00Z\"}"))
        .hasMessageContaining("a time after notBefore");
  }

  private static Instant deadline(String order) {
    Fields fields = Fields.of("order", Json.parse("order", order));
    return Lives.deadline(fields, Lives.notBefore(fields, NOON), NOON, ResourceConfig.defaults());
  }
}
