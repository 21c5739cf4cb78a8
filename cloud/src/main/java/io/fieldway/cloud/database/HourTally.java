package io.fieldway.cloud.database;

import io.fieldway.wire.telemetry.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How many readings of one stream came, and how many never will, in each hour. Touches no
/// database.
final class HourTally {
  private static final long HOUR = Duration.ofHours(1).toMillis();

  /// Over more hours a gap is not spread.
  private static final long MOST_HOURS = 24 * 366L;

  private final SortedMap<Long, Hour> hours = new TreeMap<>();

  /// One hour's readings.
  record Hour(long received, long missing) {
    Hour plus(Hour other) {
      return new Hour(received + other.received, missing + other.missing);
    }
  }

  /// A reading came that its gateway stored then.
  void received(Instant at) {
    add(hour(at), new Hour(1, 0));
  }

  /// So many readings of a gap are missing; nobody knows when each was stored, so they are spread
  /// evenly.
  void missing(Gap gap, long count) {
    long first = Math.min(hour(gap.since()), hour(gap.until()));
    long span = Math.abs(hour(gap.until()) - hour(gap.since())) / HOUR + 1;
    long spread = span > MOST_HOURS ? 1 : span;
    for (long i = 0; i < spread; i++) {
      long share = count / spread + (i < count % spread ? 1 : 0);
      if (share > 0) {
        add(first + i * HOUR, new Hour(0, share));
      }
    }
  }

  /// By the hour's beginning, in milliseconds since 1970.
  SortedMap<Long, Hour> hours() {
    return Collections.unmodifiableSortedMap(hours);
  }

  private void add(long hour, Hour more) {
    hours.merge(hour, more, Hour::plus);
  }

  private static long hour(Instant at) {
    return Math.floorDiv(at.toEpochMilli(), HOUR) * HOUR;
  }
}
