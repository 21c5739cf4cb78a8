package io.fieldway.wire.telemetry;

import java.util.List;

/// Consecutive entries of a stream, sent together: the body of the `data` event.
///
/// @param entries at least one; each sequence is one more than the one before
public record Batch(StreamId stream, List<Entry> entries) {
  public Batch(StreamId stream, List<Entry> entries) {
    this.stream = stream;
    this.entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("a batch has entries");
    }
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).seq() != entries.get(i - 1).seq() + 1) {
        throw new IllegalArgumentException(
            "entry " + entries.get(i).seq() + " follows " + entries.get(i - 1).seq());
      }
    }
  }

  /// The first entry's sequence.
  public long from() {
    return entries.getFirst().seq();
  }

  /// The last entry's sequence.
  public long to() {
    return entries.getLast().seq();
  }
}
