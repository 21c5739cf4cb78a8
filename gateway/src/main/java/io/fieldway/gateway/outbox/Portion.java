package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.Gap;
import java.util.List;

/// A piece of a stream: every sequence from `from` to `to` has its entry or lies in a gap.
public record Portion(long from, long to, List<StoredEntry> entries, List<Gap> gaps) {
  public Portion(long from, long to, List<StoredEntry> entries, List<Gap> gaps) {
    this.from = from;
    this.to = to;
    this.entries = List.copyOf(entries);
    this.gaps = List.copyOf(gaps);
  }

  /// The size of its records, about.
  public long bytes() {
    return entries.stream().mapToLong(each -> each.records().length() + 1L).sum();
  }
}
