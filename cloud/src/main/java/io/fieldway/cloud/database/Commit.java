package io.fieldway.cloud.database;

import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.fieldway.wire.telemetry.StreamId;
import java.util.List;

/// What became of batches in one transaction.
///
/// @param batches one for each batch, in their order
/// @param stored points that are new in the database
/// @param quarantined points that were refused by their model, new in the quarantine
/// @param duplicates points that were dropped because they are there already
public record Commit(
    List<Outcome> batches,
    List<JudgedPoint> stored,
    List<JudgedPoint> quarantined,
    long duplicates) {

  /// What became of one batch.
  public sealed interface Outcome {
    String gateway();

    StreamId stream();
  }

  /// The batch is in the database, now or already.
  ///
  /// @param committed where the stream stands after it
  public record Stands(String gateway, StreamId stream, long committed) implements Outcome {}

  /// Nothing of the batch was stored.
  public record Hole(String gateway, StreamId stream, long expected) implements Outcome {}

  public Commit(
      List<Outcome> batches,
      List<JudgedPoint> stored,
      List<JudgedPoint> quarantined,
      long duplicates) {
    this.batches = List.copyOf(batches);
    this.stored = List.copyOf(stored);
    this.quarantined = List.copyOf(quarantined);
    this.duplicates = duplicates;
  }
}
