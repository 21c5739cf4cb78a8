package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.gateway.outbox.Portion;
import io.fieldway.gateway.outbox.StoredEntry;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.telemetry.Value;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTextTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00.125Z");

  @Test
  void writesWhatTheProtocolsOwnCodecWrites() {
    StreamId stream = new StreamId("live", 1_763_712_000_000L);
    List<Entry> entries =
        List.of(
            new Entry(41, List.of(point(new Value.Numeric(21.4)), point(new Value.Truth(true)))),
            new Entry(42, List.of(point(new Value.Text("a \"quoted\" word\n")))),
            new Entry(43, List.of(point(new Value.Data(Bytes.utf8("picture"))))));
    List<StoredEntry> stored = entries.stream().map(BatchTextTest::stored).toList();
    DataBatch batch = new DataBatch(new Batch(stream, entries));
    String text = BatchText.of(stream, new Portion(41, 43, stored, List.of()));
    assertThat(text).isEqualTo(Json.write(batch.json()));
    assertThat(DataBatch.read(Json.parse("data", text))).isEqualTo(batch);
  }

  @Test
  void tellsOfGaps() {
    StreamId stream = new StreamId("live", 1_763_712_000_000L);
    Entry entry = new Entry(45, List.of(point(new Value.Numeric(1))));
    List<Gap> gaps =
        List.of(
            new Gap(41, 44, GapReason.FULL, NOW, NOW.plusSeconds(4)),
            new Gap(46, 50, GapReason.TOO_OLD, NOW, NOW));
    DataBatch batch = new DataBatch(new Batch(stream, 41, 50, List.of(entry), gaps));
    String text = BatchText.of(stream, new Portion(41, 50, List.of(stored(entry)), gaps));
    assertThat(text).isEqualTo(Json.write(batch.json()));
    assertThat(DataBatch.read(Json.parse("data", text))).isEqualTo(batch);
    DataBatch all = new DataBatch(new Batch(stream, 41, 44, List.of(), gaps.subList(0, 1)));
    String nothing = BatchText.of(stream, new Portion(41, 44, List.of(), gaps.subList(0, 1)));
    assertThat(DataBatch.read(Json.parse("data", nothing))).isEqualTo(all);
  }

  private static StoredEntry stored(Entry entry) {
    String pack = Json.write(SenMl.write(List.of(entry)));
    return new StoredEntry(entry.seq(), pack.substring(1, pack.length() - 1));
  }

  private static Point point(Value value) {
    return new Point("d", "p", value, "Cel", NOW, NOW);
  }
}
