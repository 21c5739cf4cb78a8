package io.fieldway.gateway.uplink;

import io.fieldway.gateway.outbox.Portion;
import io.fieldway.gateway.outbox.StoredEntry;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.telemetry.StreamId;
import tools.jackson.databind.node.ArrayNode;

/// The body of the `data` event from the store's text, as [io.fieldway.wire.channel.DataBatch]
/// writes it, without reading what is only passed on.
final class BatchText {
  private BatchText() {}

  /// The body of a batch.
  static String of(StreamId stream, Portion portion) {
    StringBuilder text =
        new StringBuilder(128 + (int) portion.bytes())
            .append("{\"stream\":\"")
            .append(stream.name())
            .append("\",\"epoch\":")
            .append(stream.epoch())
            .append(",\"from\":")
            .append(portion.from())
            .append(",\"to\":")
            .append(portion.to())
            .append(",\"points\":[");
    for (StoredEntry each : portion.entries()) {
      text.append(each.records()).append(',');
    }
    if (!portion.entries().isEmpty()) {
      text.setLength(text.length() - 1);
    }
    text.append(']');
    if (!portion.gaps().isEmpty()) {
      ArrayNode gaps = Json.array();
      portion.gaps().forEach(each -> gaps.add(DataBatch.json(each)));
      text.append(",\"gaps\":").append(Json.write(gaps));
    }
    return text.append('}').toString();
  }
}
