package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.StreamId;
import tools.jackson.databind.JsonNode;

/// The answer to a batch: the highest contiguous sequence that the database has committed. It comes
/// only after the batch's last entry is among them.
public record DataAck(StreamId stream, long committed) {
  public static DataAck read(JsonNode tree) {
    Fields fields = Fields.of("data answer", tree);
    return new DataAck(
        new StreamId(Ids.read(fields, "stream"), fields.count("epoch")), fields.count("committed"));
  }

  public JsonNode json() {
    return Json.object()
        .put("ok", true)
        .put("stream", stream.name())
        .put("epoch", stream.epoch())
        .put("committed", committed);
  }
}
