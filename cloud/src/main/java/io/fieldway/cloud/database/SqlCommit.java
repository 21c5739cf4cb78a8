package io.fieldway.cloud.database;

import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;

/// Writes batches, many in one transaction. Used by one thread at a time.
public final class SqlCommit {
  private static final int ROWS_AT_ONCE = 500;

  private final SqlDatabase database;

  /// Series whose numbers are known to be committed.
  private final Map<SeriesKey, Long> series = new HashMap<>();

  private record SeriesKey(String device, String property, String unit) {}

  private record StreamKey(String gateway, StreamId stream) {}

  public SqlCommit(SqlDatabase database) {
    this.database = database;
  }

  /// Stores what fits of the batches, all or nothing.
  public Commit commit(List<JudgedBatch> batches, Instant now) {
    Map<SeriesKey, Long> added = new HashMap<>();
    Commit commit =
        database.writeBatches(sql -> {
          added.clear();
          return commit(sql, batches, now, added);
        });
    series.putAll(added);
    return commit;
  }

  private Commit commit(
      JdbcTemplate sql, List<JudgedBatch> batches, Instant now, Map<SeriesKey, Long> added) {
    Map<StreamKey, StreamTally> tallies = new HashMap<>();
    CommitTally tally = new CommitTally();
    for (JudgedBatch batch : batches) {
      StreamTally stream =
          tallies.computeIfAbsent(
              new StreamKey(batch.gateway(), batch.stream()), key -> open(sql, key));
      tally.add(batch, stream);
    }
    insertPoints(sql, tally.rows(), now, added);
    insertQuarantine(sql, tally.refusedRows(), now);
    tallies.values().forEach(stream -> close(sql, stream, now));
    return tally.commit();
  }

  private static StreamTally open(JdbcTemplate sql, StreamKey key) {
    sql.update(
        """
        insert into stream (gateway, name, epoch, committed, expected, points, quarantined,
          duplicates)
        values (?, ?, ?, 0, 0, 0, 0, 0)
        on conflict (gateway, name, epoch) do nothing
        """,
        key.gateway,
        key.stream.name(),
        key.stream.epoch());
    return sql.query(
            "select id, committed from stream where gateway = ? and name = ? and epoch = ?",
            (row, _) -> new StreamTally(row.getLong(1), row.getLong(2)),
            key.gateway,
            key.stream.name(),
            key.stream.epoch())
        .getFirst();
  }

  /// Moves the watermark, unless somebody else did meanwhile.
  private static void close(JdbcTemplate sql, StreamTally stream, Instant now) {
    if (!stream.changed()) {
      return;
    }
    int moved =
        sql.update(
            "update stream set committed = ?, points = points + ?, quarantined = quarantined + ?,"
                + " duplicates = duplicates + ?, missing = missing + ? where id = ? and committed = ?",
            stream.committed(),
            stream.points(),
            stream.quarantined(),
            stream.duplicates(),
            stream.missing(),
            stream.id(),
            stream.committedBefore());
    if (moved != 1) {
      throw new ConcurrencyFailureException("another committer has moved stream " + stream.id());
    }
    SqlCompleteness.write(sql, stream, now);
  }

  private void insertPoints(
      JdbcTemplate sql, List<CommitTally.Row> rows, Instant now, Map<SeriesKey, Long> added) {
    List<SqlPointRow> points = new ArrayList<>(rows.size());
    for (CommitTally.Row row : rows) {
      points.add(new SqlPointRow(row, seriesId(sql, row.point().point(), added), now));
    }
    SqlPointRow.insert(sql, points);
  }

  private static void insertQuarantine(JdbcTemplate sql, List<CommitTally.Row> rows, Instant now) {
    sql.batchUpdate(
        """
        insert into quarantine (stream_id, seq, ordinal, device, property, unit, value, reason,
          device_time, gateway_time, platform_time)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        rows,
        ROWS_AT_ONCE,
        (statement, row) -> {
          Point point = row.point().point();
          place(statement, row);
          statement.setString(4, point.device());
          statement.setString(5, point.property());
          statement.setString(6, storable(point.unit()));
          statement.setString(7, Json.write(point.value().json()));
          statement.setString(8, storable(row.point().refusal().orElse("")));
          times(statement, 9, point, now);
        });
  }

  private long seriesId(JdbcTemplate sql, Point point, Map<SeriesKey, Long> added) {
    SeriesKey key = new SeriesKey(point.device(), point.property(), storable(point.unit()));
    Long known = series.get(key);
    return known != null ? known : added.computeIfAbsent(key, _ -> makeSeries(sql, key));
  }

  private static long makeSeries(JdbcTemplate sql, SeriesKey key) {
    sql.update(
        "insert into series (device, property, unit) values (?, ?, ?)"
            + " on conflict (device, property, unit) do nothing",
        key.device,
        key.property,
        key.unit);
    return sql.query(
            "select id from series where device = ? and property = ? and unit = ?",
            (row, _) -> row.getLong(1),
            key.device,
            key.property,
            key.unit)
        .getFirst();
  }

  private static void place(PreparedStatement statement, CommitTally.Row row) throws SQLException {
    statement.setLong(1, row.stream());
    statement.setLong(2, row.point().seq());
    statement.setLong(3, row.point().ordinal());
  }

  private static void times(PreparedStatement statement, int first, Point point, Instant now)
      throws SQLException {
    statement.setLong(first, point.deviceTime().toEpochMilli());
    statement.setLong(first + 1, point.gatewayTime().toEpochMilli());
    statement.setLong(first + 2, now.toEpochMilli());
  }

  /// PostgreSQL keeps no zero character in a text.
  static String storable(String text) {
    return text.replace('\0', '\uFFFD');
  }
}
