package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.StreamId;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body of the `data` event: `{stream, epoch, from, to, points, gaps}`.
public record DataBatch(Batch batch) {
  /// Most gaps in one batch.
  public static final int MAX_GAPS = 1_000;

  /// Reads a batch whose points and gaps cover every sequence from `from` to `to`.
  ///
  /// @throws MalformedException where they do not, or the points are not SenML
  public static DataBatch read(JsonNode tree) {
    Fields fields = Fields.of("data", tree);
    StreamId stream = new StreamId(Ids.read(fields, "stream"), fields.count("epoch"));
    return fields.has("gaps") ? withGaps(fields, stream) : whole(fields, stream);
  }

  private static DataBatch whole(Fields fields, StreamId stream) {
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

  private static DataBatch withGaps(Fields fields, StreamId stream) {
    List<Gap> gaps = fields.objects("gaps", MAX_GAPS).stream().map(DataBatch::gap).toList();
    JsonNode points = fields.tree("points");
    List<Entry> entries =
        points.isMissingNode() || points.isEmpty()
            ? List.of()
            : SenMl.readWithHoles("data.points", points);
    long from = fields.whole("from", 1, Long.MAX_VALUE - 1);
    long to = fields.whole("to", from, Long.MAX_VALUE - 1);
    try {
      return new DataBatch(new Batch(stream, from, to, entries, gaps));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(
          "data.gaps", "gaps and points for " + from + " to " + to, String.valueOf(e.getMessage()));
    }
  }

  private static Gap gap(Fields each) {
    long from = each.whole("from", 1, Long.MAX_VALUE - 1);
    return new Gap(
        from,
        each.whole("to", from, Long.MAX_VALUE - 1),
        each.word("reason", GapReason.class, GapReason::word),
        each.time("since"),
        each.time("until"));
  }

  public JsonNode json() {
    ObjectNode tree =
        Json.object()
            .put("stream", batch.stream().name())
            .put("epoch", batch.stream().epoch())
            .put("from", batch.from())
            .put("to", batch.to());
    tree.set("points", SenMl.write(batch.entries()));
    if (!batch.gaps().isEmpty()) {
      ArrayNode all = tree.putArray("gaps");
      batch.gaps().forEach(each -> all.add(json(each)));
    }
    return tree;
  }

  /// A gap as it stands in a batch.
  public static JsonNode json(Gap gap) {
    return Json.object()
        .put("from", gap.from())
        .put("to", gap.to())
        .put("reason", gap.reason().word())
        .put("since", Json.time(gap.since()))
        .put("until", Json.time(gap.until()));
  }
}
