package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.StreamId;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of the `data` event: `{stream, epoch, from, to, points}`.
public record DataBatch(Batch batch) {
  /// Reads a batch whose points cover every sequence from `from` to `to`.
  ///
  /// @throws io.fieldway.wire.MalformedException where they do not, or the points are not SenML
  public static DataBatch read(JsonNode tree) {
    Fields fields = Fields.of("data", tree);
    StreamId stream = new StreamId(Ids.read(fields, "stream"), fields.count("epoch"));
    List<Entry> entries = SenMl.read("data.points", fields.tree("points"));
    Batch batch = new Batch(stream, entries);
    if (fields.count("from") != batch.from()) {
      throw fields.refused("from", "the first point's sequence " + batch.from());
    }
    if (fields.count("to") != batch.to()) {
      throw fields.refused("to", "the last point's sequence " + batch.to());
    }
    return new DataBatch(batch);
  }

  public JsonNode json() {
    ObjectNode tree =
        Json.object()
            .put("stream", batch.stream().name())
            .put("epoch", batch.stream().epoch())
            .put("from", batch.from())
            .put("to", batch.to());
    tree.set("points", SenMl.write(batch.entries()));
    return tree;
  }
}
