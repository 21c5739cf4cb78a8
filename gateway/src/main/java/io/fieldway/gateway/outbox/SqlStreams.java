package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.StreamId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The streams' rows.
final class SqlStreams {
  private SqlStreams() {}

  static OutboxState load(Connection connection) throws SQLException {
    List<StreamState> streams = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT name, epoch, base, last, forgotten, entries, bytes FROM stream"
                    + " ORDER BY epoch")) {
      while (row.next()) {
        streams.add(
            new StreamState(
                new StreamId(row.getString(1), row.getLong(2)),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7)));
      }
    }
    if (streams.isEmpty()) {
      throw new SQLException("the stream's row is missing");
    }
    return new OutboxState(streams);
  }

  /// Writes what differs from what is there.
  static void write(Connection connection, OutboxState before, OutboxState now)
      throws SQLException {
    for (StreamState each : before.streams()) {
      if (now.of(each.stream()).isEmpty()) {
        try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM stream WHERE epoch = ?")) {
          delete.setLong(1, each.stream().epoch());
          delete.executeUpdate();
        }
      }
    }
    for (StreamState each : now.streams()) {
      if (!before.streams().contains(each)) {
        put(connection, each);
      }
    }
  }

  private static void put(Connection connection, StreamState stream) throws SQLException {
    try (PreparedStatement put =
        connection.prepareStatement(
            "INSERT INTO stream (name, epoch, base, last, forgotten, entries, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (epoch) DO UPDATE SET"
                + " base = excluded.base, last = excluded.last, forgotten = excluded.forgotten,"
                + " entries = excluded.entries, bytes = excluded.bytes")) {
      put.setString(1, stream.stream().name());
      put.setLong(2, stream.stream().epoch());
      put.setLong(3, stream.base());
      put.setLong(4, stream.last());
      put.setLong(5, stream.forgotten());
      put.setLong(6, stream.entries());
      put.setLong(7, stream.bytes());
      put.executeUpdate();
    }
  }
}
