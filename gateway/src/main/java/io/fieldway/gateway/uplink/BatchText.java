package io.fieldway.gateway.uplink;

import io.fieldway.gateway.outbox.StoredEntry;
import io.fieldway.wire.telemetry.StreamId;
import java.util.List;

/// The body of the `data` event from the store's text, as [io.fieldway.wire.channel.DataBatch]
/// writes it, without reading what is only passed on.
final class BatchText {
  private BatchText() {}

  /// The body of a batch.
  ///
  /// @param entries at least one, without a hole
  static String of(StreamId stream, List<StoredEntry> entries) {
    StringBuilder text =
        new StringBuilder(
                128 + entries.stream().mapToInt(each -> each.records().length() + 1).sum())
            .append("{\"stream\":\"")
            .append(stream.name())
            .append("\",\"epoch\":")
            .append(stream.epoch())
            .append(",\"from\":")
            .append(entries.getFirst().seq())
            .append(",\"to\":")
            .append(entries.getLast().seq())
            .append(",\"points\":[");
    for (StoredEntry each : entries) {
      text.append(each.records()).append(',');
    }
    text.setLength(text.length() - 1);
    return text.append("]}").toString();
  }
}
