package io.fieldway.gateway.outbox;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.telemetry.Gap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads entries; for either connection.
final class SqlEntries {
  /// Most gaps in one portion.
  private static final int MOST_GAPS = 100;

  private SqlEntries() {}

  /// An entry where it lies.
  record Placed(long place, Instant at, long size, String records) {}

  static Optional<Portion> portion(
      Connection connection, StreamState stream, long from, int maxEntries, long maxBytes)
      throws SQLException {
    long first = Math.max(stream.base() + from, stream.first());
    if (first > stream.end()) {
      return Optional.empty();
    }
    List<Placed> found = read(connection, first, stream.end(), maxEntries, maxBytes);
    long left = left(connection, found, first, stream.end());
    @Var long end = left == 0 ? stream.end() : left;
    List<Gap> gaps = SqlGaps.read(connection, first, end, MOST_GAPS);
    if (gaps.size() == MOST_GAPS) {
      end = Math.min(end, gaps.getLast().to());
    }
    return Optional.of(cut(stream.base(), first, end, found, gaps));
  }

  /// The place of the last that was found where more follow; else 0.
  private static long left(Connection connection, List<Placed> found, long first, long end)
      throws SQLException {
    if (found.isEmpty()) {
      return 0;
    }
    long last = found.getLast().place();
    return last < end && !read(connection, Math.max(first, last + 1), end, 1, 0).isEmpty()
        ? last
        : 0;
  }

  private static Portion cut(long base, long first, long end, List<Placed> found, List<Gap> gaps) {
    List<Placed> within = found.stream().filter(each -> each.place() <= end).toList();
    return new Portion(
        first - base,
        end - base,
        within.stream().map(each -> new StoredEntry(each.place() - base, each.records())).toList(),
        gaps.stream().map(each -> piece(base, each.within(first, end), within)).toList());
  }

  /// A gap in the stream's own sequences; where entries are left in it, they tell its time.
  private static Gap piece(long base, Gap gap, List<Placed> entries) {
    List<Instant> times =
        entries.stream().filter(each -> gap.holds(each.place())).map(Placed::at).sorted().toList();
    boolean known = times.size() > 1;
    return new Gap(
        gap.from() - base,
        gap.to() - base,
        gap.reason(),
        known ? times.getFirst() : gap.since(),
        known ? times.getLast() : gap.until());
  }

  /// Entries in the order of their places; no more bytes than said, but at least one.
  static List<Placed> read(
      Connection connection, long first, long end, int maxEntries, long maxBytes)
      throws SQLException {
    List<Placed> entries = new ArrayList<>();
    @Var long bytes = 0;
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT seq, at, size, records FROM entry WHERE seq >= ? AND seq <= ?"
                + " ORDER BY seq LIMIT ?")) {
      query.setLong(1, first);
      query.setLong(2, end);
      query.setInt(3, maxEntries);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          bytes += row.getLong(3);
          if (bytes > maxBytes && !entries.isEmpty()) {
            break;
          }
          entries.add(
              new Placed(
                  row.getLong(1),
                  Instant.ofEpochMilli(row.getLong(2)),
                  row.getLong(3),
                  row.getString(4)));
        }
      }
    }
    return entries;
  }
}
