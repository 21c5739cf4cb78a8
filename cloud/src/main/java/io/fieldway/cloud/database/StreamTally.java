package io.fieldway.cloud.database;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.telemetry.Gap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One stream within one transaction: where it stood, where it stands, what came.

final class StreamTally {
  private final long id;
  private final long committedBefore;
  @Var private long committed;
  @Var private long points;
  @Var private long quarantined;
  @Var private long duplicates;
  private final HourTally hours = new HourTally();
  private final List<Missing> gaps = new ArrayList<>();

  /// A gap of which so many readings are missing.
  record Missing(Gap gap, long count) {}

  StreamTally(long id, long committed) {
    this.id = id;
    this.committedBefore = committed;
    this.committed = committed;
  }

  long id() {
    return id;
  }

  long committedBefore() {
    return committedBefore;
  }

  long committed() {
    return committed;
  }

  long points() {
    return points;
  }

  long quarantined() {
    return quarantined;
  }

  long duplicates() {
    return duplicates;
  }

  void advance(long to) {
    committed = to;
  }

  void count(long stored, long refused, long again) {
    points += stored;
    quarantined += refused;
    duplicates += again;
  }

  /// A reading is new.
  void received(Instant at) {
    hours.received(at);
  }

  /// So many readings are missing for ever.
  void missing(Gap gap, long count) {
    gaps.add(new Missing(gap, count));
    hours.missing(gap, count);
  }

  HourTally hours() {
    return hours;
  }

  List<Missing> gaps() {
    return gaps;
  }

  long missing() {
    return gaps.stream().mapToLong(Missing::count).sum();
  }

  boolean changed() {
    return committed != committedBefore || duplicates != 0;
  }
}
