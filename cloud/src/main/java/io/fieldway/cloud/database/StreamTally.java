package io.fieldway.cloud.database;

import com.google.errorprone.annotations.Var;

/// One stream within one transaction: where it stood, where it stands, what came.

final class StreamTally {
  private final long id;
  private final long committedBefore;
  @Var private long committed;
  @Var private long points;
  @Var private long quarantined;
  @Var private long duplicates;

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

  boolean changed() {
    return committed != committedBefore || duplicates != 0;
  }
}
