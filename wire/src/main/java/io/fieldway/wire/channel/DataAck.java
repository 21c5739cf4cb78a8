package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.StreamId;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The answer to a batch: the highest contiguous sequence that the database has committed. It comes
/// only after the batch's last entry is among them.
///
/// @param credit entries that may be under way from now on, all streams together; empty where the
///   platform sets no bound
public record DataAck(StreamId stream, long committed, OptionalLong credit) {
  /// Largest credit that is told.
  public static final long MAX_CREDIT = 1_000_000;

  /// Without a bound.
  public DataAck(StreamId stream, long committed) {
    this(stream, committed, OptionalLong.empty());
  }

  public static DataAck read(JsonNode tree) {
    Fields fields = Fields.of("data answer", tree);
    return new DataAck(
        new StreamId(Ids.read(fields, "stream"), fields.count("epoch")),
        fields.count("committed"),
        creditIn(fields));
  }

  /// The credit in an answer.
  static OptionalLong creditIn(Fields fields) {
    return fields.has("credit")
        ? OptionalLong.of(fields.whole("credit", 1, MAX_CREDIT))
        : OptionalLong.empty();
  }

  public JsonNode json() {
    ObjectNode tree =
        Json.object()
            .put("ok", true)
            .put("stream", stream.name())
            .put("epoch", stream.epoch())
            .put("committed", committed);
    credit.ifPresent(entries -> tree.put("credit", entries));
    return tree;
  }
}
