package io.fieldway.gateway.outbox;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The places of readings that had to be dropped. None meets another or reaches into another
/// stream; what goes on from one for the same reason is joined to it. In a [Gap] here, `from` and
/// `to` are places in the store.
final class SqlGaps {
  private SqlGaps() {}

  /// Marks a range of a stream's places, in which entries may still be; the newer reason holds.
  /// What is joined stays within the stream.
  static void add(Connection connection, StreamState stream, Gap gap) throws SQLException {
    long before = Math.max(stream.base() + 1, gap.from() - 1);
    long behind = Math.min(stream.end(), gap.to() + 1);
    List<Gap> met = read(connection, before, behind, Integer.MAX_VALUE);
    delete(connection, before, behind);
    @Var Gap whole = gap;
    for (Gap each : met) {
      if (each.reason() == gap.reason()) {
        whole = joined(whole, each);
        continue;
      }
      if (each.from() < gap.from()) {
        insert(connection, each.within(each.from(), gap.from() - 1));
      }
      if (each.to() > gap.to()) {
        insert(connection, each.within(gap.to() + 1, each.to()));
      }
    }
    insert(connection, whole);
  }

  /// Forgets the places of a range, which ends within no gap but the last.
  static void forget(Connection connection, long first, long upTo) throws SQLException {
    List<Gap> met = read(connection, first, upTo, Integer.MAX_VALUE);
    delete(connection, first, upTo);
    for (Gap each : met) {
      if (each.to() > upTo) {
        insert(connection, each.within(upTo + 1, each.to()));
      }
    }
  }

  /// The gaps that meet a range, in order.
  static List<Gap> read(Connection connection, long first, long last, int most)
      throws SQLException {
    List<Gap> gaps = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT first, last, reason, since, until FROM gap WHERE last >= ? AND first <= ?"
                + " ORDER BY first LIMIT ?")) {
      query.setLong(1, first);
      query.setLong(2, last);
      query.setInt(3, most);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          gaps.add(
              new Gap(
                  row.getLong(1),
                  row.getLong(2),
                  GapReason.of(row.getString(3)),
                  Instant.ofEpochMilli(row.getLong(4)),
                  Instant.ofEpochMilli(row.getLong(5))));
        }
      }
    }
    return gaps;
  }

  /// Moves the gaps of a range to earlier places.
  static void shift(Connection connection, long first, long last, long shift) throws SQLException {
    for (Gap each : read(connection, first, last, Integer.MAX_VALUE)) {
      delete(connection, each.from(), each.from());
      insert(
          connection,
          new Gap(
              each.from() - shift, each.to() - shift, each.reason(), each.since(), each.until()));
    }
  }

  private static Gap joined(Gap one, Gap other) {
    return new Gap(
        Math.min(one.from(), other.from()),
        Math.max(one.to(), other.to()),
        one.reason(),
        one.since().isBefore(other.since()) ? one.since() : other.since(),
        one.until().isAfter(other.until()) ? one.until() : other.until());
  }

  private static void delete(Connection connection, long first, long last) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM gap WHERE last >= ? AND first <= ?")) {
      delete.setLong(1, first);
      delete.setLong(2, last);
      delete.executeUpdate();
    }
  }

  private static void insert(Connection connection, Gap gap) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO gap (first, last, reason, since, until) VALUES (?, ?, ?, ?, ?)")) {
      insert.setLong(1, gap.from());
      insert.setLong(2, gap.to());
      insert.setString(3, gap.reason().word());
      insert.setLong(4, gap.since().toEpochMilli());
      insert.setLong(5, gap.until().toEpochMilli());
      insert.executeUpdate();
    }
  }
}
