package io.fieldway.trials.bench.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadingsTest {
  @Test
  void makesBatchesOfTheProtocol() {
    String text =
        new Readings("mast", 3)
            .batch("live", 1_700_000_000_000L, 41, 43, 1_763_713_800_007L, 1_000);

    Batch batch = DataBatch.read(Json.parse("batch", text)).batch();

    assertThat(batch.stream()).isEqualTo(new StreamId("live", 1_700_000_000_000L));
    assertThat(batch.from()).isEqualTo(41);
    assertThat(batch.to()).isEqualTo(43);
    assertThat(batch.entries()).allSatisfy(entry -> assertThat(entry.points()).hasSize(3));
    assertThat(batch.entries().getFirst().points().getFirst().deviceTime())
        .isEqualTo(Instant.ofEpochMilli(1_763_713_798_007L));
    assertThat(batch.entries().getLast().points().getFirst().property()).isEqualTo("temperature");
  }
}
