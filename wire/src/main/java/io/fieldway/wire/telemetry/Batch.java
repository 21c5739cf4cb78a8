package io.fieldway.wire.telemetry;

import com.google.errorprone.annotations.Var;
import java.util.List;

/// Consecutive sequences of a stream, sent together: the body of the `data` event. Each has its
/// entry, or lies in a gap.
///
/// @param from the first sequence
/// @param to the last
/// @param entries in the order of their sequences
/// @param gaps in the order of their sequences; none meets another
public record Batch(StreamId stream, long from, long to, List<Entry> entries, List<Gap> gaps) {
  public Batch(StreamId stream, long from, long to, List<Entry> entries, List<Gap> gaps) {
    this.stream = stream;
    this.from = from;
    this.to = to;
    this.entries = List.copyOf(entries);
    this.gaps = List.copyOf(gaps);
    if (from < 1 || to < from) {
      throw new IllegalArgumentException(
          "a batch goes from 1 or later up, not " + from + " to " + to);
    }
    checkGaps(from, to, gaps);
    checkEntries(from, to, entries, gaps);
  }

  /// Without a gap.
  ///
  /// @param entries at least one; each sequence is one more than the one before
  public Batch(StreamId stream, List<Entry> entries) {
    this(
        stream,
        entries.isEmpty() ? 0 : entries.getFirst().seq(),
        entries.isEmpty() ? 0 : entries.getLast().seq(),
        entries,
        List.of());
  }

  private static void checkGaps(long from, long to, List<Gap> gaps) {
    @Var long after = from - 1;
    for (Gap each : gaps) {
      if (each.from() <= after || each.to() > to) {
        throw new IllegalArgumentException("the gap from " + each.from() + " lies outside");
      }
      after = each.to();
    }
  }

  private static void checkEntries(long from, long to, List<Entry> entries, List<Gap> gaps) {
    @Var int gap = 0;
    @Var long next = from;
    for (int i = 0; i <= entries.size(); i++) {
      long seq = i < entries.size() ? entries.get(i).seq() : to + 1;
      if (seq < next || seq > to + 1 || (i < entries.size() && seq == to + 1)) {
        throw new IllegalArgumentException("entry " + seq + " follows " + (next - 1));
      }
      while (next < seq) {
        while (gap < gaps.size() && gaps.get(gap).to() < next) {
          gap++;
        }
        if (gap == gaps.size() || gaps.get(gap).from() > next) {
          throw new IllegalArgumentException("entry " + seq + " follows " + (next - 1));
        }
        next = Math.min(seq, gaps.get(gap).to() + 1);
      }
      next = seq + 1;
    }
  }
}
