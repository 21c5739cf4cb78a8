package io.fieldway.wire.telemetry;

import java.time.Instant;

/// The place of readings that a gateway took and had to drop: between `from` and `to` sequences may
/// be missing for ever.
///
/// @param since when the first reading of the range was stored, by the gateway's clock
/// @param until when the last of the range was stored
public record Gap(long from, long to, GapReason reason, Instant since, Instant until) {
  public Gap {
    if (from < 1 || to < from) {
      throw new IllegalArgumentException(
          "a gap goes from 1 or later up, not " + from + " to " + to);
    }
  }

  public boolean holds(long seq) {
    return from <= seq && seq <= to;
  }

  /// What of it lies between two sequences; at least one of them must.
  public Gap within(long first, long last) {
    return new Gap(Math.max(from, first), Math.min(to, last), reason, since, until);
  }
}
