package io.fieldway.cloud.database;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.fieldway.wire.telemetry.Gap;
import java.util.ArrayList;
import java.util.List;

/// Sorts the points of a transaction's batches into stored, quarantined and dropped, by the
/// watermarks of their streams. Touches no database.
final class CommitTally {
  private final List<Commit.Outcome> outcomes = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<Row> refusedRows = new ArrayList<>();
  @Var private long duplicates;

  /// A point and the number of its stream.
  record Row(long stream, JudgedPoint point) {}

  void add(JudgedBatch batch, StreamTally stream) {
    switch (Contiguity.of(stream.committed(), batch.from(), batch.to())) {
      case Contiguity.Hole(long expected) ->
          outcomes.add(new Commit.Hole(batch.gateway(), batch.stream(), expected));
      case Contiguity.Replay _ -> {
        stream.count(0, 0, batch.points().size());
        duplicates += batch.points().size();
        outcomes.add(new Commit.Stands(batch.gateway(), batch.stream(), stream.committed()));
      }
      case Contiguity.Fits _ -> {
        sort(batch, stream);
        gaps(batch, stream);
        stream.advance(batch.to());
        outcomes.add(new Commit.Stands(batch.gateway(), batch.stream(), stream.committed()));
      }
    }
  }

  List<Row> rows() {
    return rows;
  }

  List<Row> refusedRows() {
    return refusedRows;
  }

  Commit commit() {
    return new Commit(
        outcomes,
        rows.stream().map(Row::point).toList(),
        refusedRows.stream().map(Row::point).toList(),
        duplicates);
  }

  private void sort(JudgedBatch batch, StreamTally stream) {
    @Var long last = stream.committed();
    for (JudgedPoint each : batch.points()) {
      if (each.seq() > last) {
        last = each.seq();
        stream.received(each.point().gatewayTime());
      }
      if (each.seq() <= stream.committed()) {
        stream.count(0, 0, 1);
        duplicates++;
      } else if (each.refusal().isPresent()) {
        stream.count(0, 1, 0);
        refusedRows.add(new Row(stream.id(), each));
      } else {
        stream.count(1, 0, 0);
        rows.add(new Row(stream.id(), each));
      }
    }
  }

  /// What of the batch's gaps is not stored yet, less the readings that came all the same.
  private static void gaps(JudgedBatch batch, StreamTally stream) {
    for (Gap each : batch.gaps()) {
      if (each.to() <= stream.committed()) {
        continue;
      }
      Gap fresh = each.within(stream.committed() + 1, batch.to());
      long came =
          batch.points().stream()
              .mapToLong(JudgedPoint::seq)
              .filter(fresh::holds)
              .distinct()
              .count();
      long missing = fresh.to() - fresh.from() + 1 - came;
      if (missing > 0) {
        stream.missing(fresh, missing);
      }
    }
  }
}
