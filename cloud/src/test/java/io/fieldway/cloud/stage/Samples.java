package io.fieldway.cloud.stage;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.telemetry.Value;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.LongStream;

/// A model and what its devices measure.
public final class Samples {
  public static final StreamId LIVE = new StreamId("live", 1_700_000_000_000L);
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static final String VALVE =
      """
      {"@context": "https://www.w3.org/2022/wot/td/v1.1", "@type": "tm:ThingModel",
       "id": "urn:fieldway:model:valve", "title": "Valve", "version": {"model": "1.0.0"},
       "properties": {
         "flow": {"title": "Flow", "type": "number", "minimum": 0, "maximum": 100, "unit": "L/min"},
         "open": {"title": "Open", "type": "boolean"},
         "note": {"title": "Note", "type": "string"},
         "picture": {"title": "Picture", "type": "string", "contentEncoding": "base64"}},
       "actions": {
         "open": {"title": "Open", "input": {"type": "object", "required": ["durationSeconds"],
           "properties": {"durationSeconds": {"type": "integer", "minimum": 1}}}},
         "close": {"title": "Close"}}}
      """;

  private Samples() {}

  /// A valve: a flow from 0 to 100, two actions.
  public static ThingModel valve() {
    return ThingModel.read(Json.parse("valve", VALVE));
  }

  public static Point flow(String device, double value, Instant at) {
    return new Point(
        device,
        "flow",
        new Value.Numeric(value),
        "L/min",
        at.truncatedTo(ChronoUnit.MILLIS),
        at.truncatedTo(ChronoUnit.MILLIS));
  }

  /// A batch with one flow for each sequence; the value is the sequence modulo 100.
  public static DataBatch batch(String device, long from, long to) {
    return batch(LIVE, device, from, to);
  }

  public static DataBatch batch(StreamId stream, String device, long from, long to) {
    List<Entry> entries =
        LongStream.rangeClosed(from, to)
            .mapToObj(seq ->
                new Entry(seq, List.of(flow(device, (double) (seq % 100), NOON.plusSeconds(seq)))))
            .toList();
    return new DataBatch(new Batch(stream, entries));
  }
}
