package io.fieldway.cloud.database;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/// A row of the table `point`, and the ways many of them get there.
///
/// @param row the point and its stream's number
/// @param series its series' number
/// @param now the platform's time
record SqlPointRow(CommitTally.Row row, long series, Instant now) {
  private static final int ROWS_AT_ONCE = 500;
  private static final int COLUMN_COUNT = 11;
  private static final String COLUMNS =
      "point (stream_id, seq, ordinal, series_id, device_time, gateway_time, platform_time, number,"
          + " text, truth, data)";
  private static final String INSERT =
      "insert into " + COLUMNS + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /// Stores rows in the transaction of a connection, whichever database it is of.
  static void insert(JdbcTemplate sql, List<SqlPointRow> rows) {
    boolean copied =
        rows.isEmpty()
            || Boolean.TRUE.equals(
                sql.execute((ConnectionCallback<Boolean>) open -> copied(open, rows)));
    if (!copied) {
      sql.batchUpdate(INSERT, rows, ROWS_AT_ONCE, (statement, each) -> each.fill(statement));
    }
  }

  private static boolean copied(Connection connection, List<SqlPointRow> rows) throws SQLException {
    if (!connection.isWrapperFor(PGConnection.class)) {
      return false;
    }
    try (SqlPointCopy copy = new SqlPointCopy(connection, COLUMNS)) {
      for (SqlPointRow each : rows) {
        each.copy(copy);
      }
      copy.end();
    }
    return true;
  }

  private void fill(PreparedStatement statement) throws SQLException {
    Point point = row.point().point();
    statement.setLong(1, row.stream());
    statement.setLong(2, row.point().seq());
    statement.setLong(3, row.point().ordinal());
    statement.setLong(4, series);
    statement.setLong(5, point.deviceTime().toEpochMilli());
    statement.setLong(6, point.gatewayTime().toEpochMilli());
    statement.setLong(7, now.toEpochMilli());
    statement.setNull(8, Types.DOUBLE);
    statement.setNull(9, Types.VARCHAR);
    statement.setNull(10, Types.BIGINT);
    statement.setNull(11, Types.BINARY);
    switch (point.value()) {
      case Value.Numeric(double number) -> statement.setDouble(8, number);
      case Value.Text(String text) -> statement.setString(9, SqlCommit.storable(text));
      case Value.Truth(boolean truth) -> statement.setLong(10, truth ? 1 : 0);
      case Value.Data(Bytes bytes) -> statement.setBytes(11, bytes.toArray());
    }
  }

  private void copy(SqlPointCopy copy) throws SQLException {
    Point point = row.point().point();
    copy.row(COLUMN_COUNT);
    copy.number(row.stream());
    copy.number(row.point().seq());
    copy.number((long) row.point().ordinal());
    copy.number(series);
    copy.number(point.deviceTime().toEpochMilli());
    copy.number(point.gatewayTime().toEpochMilli());
    copy.number(now.toEpochMilli());
    switch (point.value()) {
      case Value.Numeric(double number) -> {
        copy.number(number);
        copy.nothing(3);
      }
      case Value.Text(String text) -> {
        copy.nothing(1);
        copy.text(SqlCommit.storable(text));
        copy.nothing(2);
      }
      case Value.Truth(boolean truth) -> {
        copy.nothing(2);
        copy.number(truth ? 1L : 0L);
        copy.nothing(1);
      }
      case Value.Data(Bytes bytes) -> {
        copy.nothing(3);
        copy.bytes(bytes);
      }
    }
  }
}
