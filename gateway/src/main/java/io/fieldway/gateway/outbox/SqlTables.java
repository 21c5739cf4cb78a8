package io.fieldway.gateway.outbox;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.outbox.SqlEntries.Placed;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.SenMl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The store's tables and the statements that change them. Only the writer's thread.
///
/// `stream` has a row for each stream. Streams lie one behind the other: sequence `s` of a stream
/// has the place `base + s`. Between `base + forgotten + 1` and `base + last` every place has a row
/// in `entry` (whose `seq` it is) or lies in a range of `gap`. `device` says how far each device's
/// session has come; `command` is the journal, `twin` holds the devices' twins.
final class SqlTables implements AutoCloseable {
  /// Of the tables; kept in the file.
  static final int VERSION = 2;

  static final String STREAM = "live";

  private static final int RENEW_CHUNK = 1_000;

  private final Connection connection;
  private final PreparedStatement insertEntry;
  private final PreparedStatement markDevice;
  private final PreparedStatement sizeOf;
  private final PreparedStatement deleteOf;
  private final Map<Shelf, PreparedStatement> put = new EnumMap<>(Shelf.class);
  private final Map<Shelf, PreparedStatement> remove = new EnumMap<>(Shelf.class);

  /// The streams' rows as they are.
  @Var private OutboxState written;

  SqlTables(Connection connection) throws SQLException {
    this.connection = connection;
    this.insertEntry =
        connection.prepareStatement(
            "INSERT INTO entry (seq, at, size, records) VALUES (?, ?, ?, ?)");
    this.markDevice =
        connection.prepareStatement(
            "INSERT INTO device (id, session, seq) VALUES (?, ?, ?)"
                + " ON CONFLICT (id) DO UPDATE SET session = excluded.session, seq = excluded.seq");
    this.sizeOf =
        connection.prepareStatement(
            "SELECT count(*), coalesce(sum(size), 0) FROM entry WHERE seq >= ? AND seq <= ?");
    this.deleteOf = connection.prepareStatement("DELETE FROM entry WHERE seq >= ? AND seq <= ?");
    this.written = SqlStreams.load(connection);
    for (Shelf each : Shelf.values()) {
      put.put(
          each,
          connection.prepareStatement(
              "INSERT INTO "
                  + each.table()
                  + " (id, document) VALUES (?, ?)"
                  + " ON CONFLICT (id) DO UPDATE SET document = excluded.document"));
      remove.put(
          each, connection.prepareStatement("DELETE FROM " + each.table() + " WHERE id = ?"));
    }
  }

  /// Makes the tables of a new store.
  static void create(Connection connection, long epoch) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE stream (name TEXT NOT NULL, epoch INTEGER NOT NULL,"
              + " last INTEGER NOT NULL, forgotten INTEGER NOT NULL, bytes INTEGER NOT NULL,"
              + " base INTEGER NOT NULL DEFAULT 0, entries INTEGER NOT NULL DEFAULT 0)");
      statement.execute(
          "CREATE TABLE entry (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL,"
              + " size INTEGER NOT NULL, records TEXT NOT NULL)");
      statement.execute(
          "CREATE TABLE device (id TEXT PRIMARY KEY, session TEXT NOT NULL,"
              + " seq INTEGER NOT NULL) WITHOUT ROWID");
      statement.execute(
          "CREATE TABLE command (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
              + " document TEXT NOT NULL)");
      statement.execute(
          "INSERT INTO stream (name, epoch, last, forgotten, bytes) VALUES ('"
              + STREAM
              + "', "
              + epoch
              + ", 0, 0, 0)");
      statement.execute("PRAGMA user_version = " + VERSION);
    }
    connection.commit();
  }

  /// Makes what a store of an older gateway has not.
  static void complete(Connection connection, int version) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (version == 1) {
        statement.execute("ALTER TABLE stream ADD COLUMN base INTEGER NOT NULL DEFAULT 0");
        statement.execute("ALTER TABLE stream ADD COLUMN entries INTEGER NOT NULL DEFAULT 0");
        statement.execute("UPDATE stream SET entries = last - forgotten");
        statement.execute("PRAGMA user_version = " + VERSION);
      }
      statement.execute("CREATE UNIQUE INDEX IF NOT EXISTS stream_by_epoch ON stream (epoch)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS gap (first INTEGER PRIMARY KEY, last INTEGER NOT NULL,"
              + " reason TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL)");
      statement.execute(
          "CREATE TABLE IF NOT EXISTS twin (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
              + " document TEXT NOT NULL)");
    }
    connection.commit();
  }

  /// The streams as they are on disk.
  OutboxState loadState() throws SQLException {
    written = SqlStreams.load(connection);
    return written;
  }

  Map<String, Ledger.Mark> loadMarks() throws SQLException {
    Map<String, Ledger.Mark> marks = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id, session, seq FROM device")) {
      while (row.next()) {
        marks.put(row.getString(1), new Ledger.Mark(row.getString(2), row.getLong(3)));
      }
    }
    return marks;
  }

  List<String> load(Shelf shelf) throws SQLException {
    List<String> documents = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT document FROM " + shelf.table() + " ORDER BY number")) {
      while (row.next()) {
        documents.add(row.getString(1));
      }
    }
    return documents;
  }

  /// Whether the ends of each stream are there.
  boolean isWhole(OutboxState state) throws SQLException {
    for (StreamState each : state.streams()) {
      if (!each.isDone() && !(isThere(each.first()) && isThere(each.end()))) {
        return false;
      }
    }
    StreamState newest = state.newest();
    return SqlEntries.read(connection, newest.end() + 1, Long.MAX_VALUE, 1, 0).isEmpty();
  }

  private boolean isThere(long place) throws SQLException {
    return !SqlEntries.read(connection, place, place, 1, 0).isEmpty()
        || !SqlGaps.read(connection, place, place, 1).isEmpty();
  }

  /// Adds the last entry of a stream to the batch that [#finish] writes.
  ///
  /// @return its size
  long insert(StreamState stream, List<Point> points, Instant now) throws SQLException {
    String records = records(stream.last(), points);
    insertEntry.setLong(1, stream.end());
    insertEntry.setLong(2, now.toEpochMilli());
    insertEntry.setLong(3, records.length());
    insertEntry.setString(4, records);
    insertEntry.addBatch();
    return records.length();
  }

  /// Deletes the entries and gaps of a stream up to a sequence.
  Removed forget(StreamState stream, long upTo) throws SQLException {
    long end = Math.min(stream.base() + upTo, stream.end());
    if (end < stream.first()) {
      return Removed.NOTHING;
    }
    insertEntry.executeBatch();
    sizeOf.setLong(1, stream.first());
    sizeOf.setLong(2, end);
    Removed removed;
    try (ResultSet row = sizeOf.executeQuery()) {
      removed = row.next() ? new Removed(row.getLong(1), row.getLong(2)) : Removed.NOTHING;
    }
    deleteOf.setLong(1, stream.first());
    deleteOf.setLong(2, end);
    deleteOf.executeUpdate();
    SqlGaps.forget(connection, stream.first(), end);
    return removed;
  }

  /// Entries between two places, those of the batch too.
  List<Placed> entries(long first, long end, int most) throws SQLException {
    insertEntry.executeBatch();
    return SqlEntries.read(connection, first, end, most, Long.MAX_VALUE);
  }

  /// When the oldest entry was stored.
  Optional<Instant> oldest() throws SQLException {
    insertEntry.executeBatch();
    return oldest(connection);
  }

  static Optional<Instant> oldest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT at FROM entry ORDER BY seq LIMIT 1")) {
      return row.next() ? Optional.of(Instant.ofEpochMilli(row.getLong(1))) : Optional.empty();
    }
  }

  /// Deletes entries.
  void remove(List<Placed> entries) throws SQLException {
    for (Placed each : entries) {
      deleteOf.setLong(1, each.place());
      deleteOf.setLong(2, each.place());
      deleteOf.addBatch();
    }
    deleteOf.executeBatch();
  }

  /// Marks places of a stream of which entries are missing.
  void mark(StreamState stream, Gap gap) throws SQLException {
    SqlGaps.add(connection, stream, gap);
  }

  void put(Shelf shelf, String id, String document) throws SQLException {
    PreparedStatement statement = of(put, shelf);
    statement.setString(1, id);
    statement.setString(2, document);
    statement.executeUpdate();
  }

  void remove(Shelf shelf, List<String> ids) throws SQLException {
    PreparedStatement statement = of(remove, shelf);
    for (String id : ids) {
      statement.setString(1, id);
      statement.executeUpdate();
    }
  }

  private static PreparedStatement of(Map<Shelf, PreparedStatement> all, Shelf shelf) {
    return Objects.requireNonNull(all.get(shelf));
  }

  /// Lets what is held of all streams lie one behind the other from a place on, with sequences that
  /// begin at 1 there. Everything moves towards the beginning, the oldest first, so that none meets
  /// another.
  void renumber(OutboxState state, long base) throws SQLException {
    insertEntry.executeBatch();
    @Var long end = base;
    for (StreamState each : state.streams()) {
      long shift = each.base() + each.forgotten() - end;
      renumber(each, shift, base);
      SqlGaps.shift(connection, each.first(), each.end(), shift);
      end += each.last() - each.forgotten();
    }
  }

  private void renumber(StreamState stream, long shift, long base) throws SQLException {
    @Var long after = stream.first() - 1;
    while (true) {
      List<Placed> chunk =
          SqlEntries.read(connection, after + 1, stream.end(), RENEW_CHUNK, Long.MAX_VALUE);
      if (chunk.isEmpty()) {
        return;
      }
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE entry SET seq = ?, records = ? WHERE seq = ?")) {
        for (Placed each : chunk) {
          List<Entry> entries =
              SenMl.read("outbox", Json.parse("outbox", "[" + each.records() + "]"));
          long place = each.place() - shift;
          update.setLong(1, place);
          update.setString(2, records(place - base, entries.getFirst().points()));
          update.setLong(3, each.place());
          update.executeUpdate();
        }
      }
      after = chunk.getLast().place();
    }
  }

  /// Writes what has been gathered, in one commit.
  void finish(OutboxState state, Map<String, Ledger.Mark> marks) throws SQLException {
    insertEntry.executeBatch();
    for (Map.Entry<String, Ledger.Mark> each : marks.entrySet()) {
      markDevice.setString(1, each.getKey());
      markDevice.setString(2, each.getValue().session());
      markDevice.setLong(3, each.getValue().seq());
      markDevice.addBatch();
    }
    markDevice.executeBatch();
    SqlStreams.write(connection, written, state);
    connection.commit();
    written = state;
  }

  void rollback() throws SQLException {
    insertEntry.clearBatch();
    markDevice.clearBatch();
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static String records(long seq, List<Point> points) {
    String pack = Json.write(SenMl.write(List.of(new Entry(seq, points))));
    return pack.substring(1, pack.length() - 1);
  }
}
