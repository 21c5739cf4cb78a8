package io.fieldway.gateway.outbox;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.StreamId;
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

/// The store's tables and the statements that change them. Only the writer's thread.
///
/// `stream` has one row; `entry` holds the sequences from `forgotten + 1` to `last` without a hole;
/// `device` says how far each device's session has come; `command` is the journal, `twin` holds the
/// devices' twins.
final class SqlTables implements AutoCloseable {
  /// Of the tables; kept in the file.
  static final int VERSION = 1;

  static final String STREAM = "live";

  private static final int RENEW_CHUNK = 1_000;

  private final Connection connection;
  private final PreparedStatement insertEntry;
  private final PreparedStatement markDevice;
  private final PreparedStatement updateStream;
  private final PreparedStatement sizeUpTo;
  private final PreparedStatement deleteUpTo;
  private final Map<Shelf, PreparedStatement> put = new EnumMap<>(Shelf.class);
  private final Map<Shelf, PreparedStatement> remove = new EnumMap<>(Shelf.class);

  SqlTables(Connection connection) throws SQLException {
    this.connection = connection;
    this.insertEntry =
        connection.prepareStatement(
            "INSERT INTO entry (seq, at, size, records) VALUES (?, ?, ?, ?)");
    this.markDevice =
        connection.prepareStatement(
            "INSERT INTO device (id, session, seq) VALUES (?, ?, ?)"
                + " ON CONFLICT (id) DO UPDATE SET session = excluded.session, seq = excluded.seq");
    this.updateStream =
        connection.prepareStatement(
            "UPDATE stream SET epoch = ?, last = ?, forgotten = ?, bytes = ?");
    this.sizeUpTo =
        connection.prepareStatement("SELECT coalesce(sum(size), 0) FROM entry WHERE seq <= ?");
    this.deleteUpTo = connection.prepareStatement("DELETE FROM entry WHERE seq <= ?");
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
              + " last INTEGER NOT NULL, forgotten INTEGER NOT NULL, bytes INTEGER NOT NULL)");
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

  /// Makes the table that a store of an older gateway has not.
  static void complete(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS twin (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
              + " document TEXT NOT NULL)");
    }
    connection.commit();
  }

  OutboxState loadState() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT name, epoch, last, forgotten, bytes FROM stream")) {
      if (!row.next()) {
        throw new SQLException("the stream's row is missing");
      }
      return new OutboxState(
          new StreamId(row.getString(1), row.getLong(2)),
          row.getLong(3),
          row.getLong(4),
          row.getLong(5));
    }
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

  /// Whether the entries are those that the stream's row says.
  boolean isWhole(OutboxState state) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM entry")) {
      long first = state.entries() == 0 ? 0 : state.forgotten() + 1;
      long last = state.entries() == 0 ? 0 : state.last();
      return row.next() && row.getLong(1) == first && row.getLong(2) == last;
    }
  }

  /// Adds an entry to the batch that [#finish] writes.
  ///
  /// @return its size
  long insert(long seq, List<Point> points, Instant now) throws SQLException {
    String records = records(seq, points);
    insertEntry.setLong(1, seq);
    insertEntry.setLong(2, now.toEpochMilli());
    insertEntry.setLong(3, records.length());
    insertEntry.setString(4, records);
    insertEntry.addBatch();
    return records.length();
  }

  /// Deletes the entries up to a sequence.
  ///
  /// @return their size
  long delete(long upTo) throws SQLException {
    insertEntry.executeBatch();
    sizeUpTo.setLong(1, upTo);
    @Var long size = 0;
    try (ResultSet row = sizeUpTo.executeQuery()) {
      if (row.next()) {
        size = row.getLong(1);
      }
    }
    deleteUpTo.setLong(1, upTo);
    deleteUpTo.executeUpdate();
    return size;
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

  /// Gives every held entry the sequence that is smaller by `shift`, oldest first, so that none
  /// meets another.
  void renumber(long shift) throws SQLException {
    insertEntry.executeBatch();
    @Var long after = shift;
    while (true) {
      List<StoredEntry> chunk = read(connection, after + 1, RENEW_CHUNK, Long.MAX_VALUE);
      if (chunk.isEmpty()) {
        return;
      }
      try (PreparedStatement update =
          connection.prepareStatement("UPDATE entry SET seq = ?, records = ? WHERE seq = ?")) {
        for (StoredEntry each : chunk) {
          List<Entry> entries =
              SenMl.read("outbox", Json.parse("outbox", "[" + each.records() + "]"));
          update.setLong(1, each.seq() - shift);
          update.setString(2, records(each.seq() - shift, entries.getFirst().points()));
          update.setLong(3, each.seq());
          update.executeUpdate();
        }
      }
      after = chunk.getLast().seq();
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
    updateStream.setLong(1, state.stream().epoch());
    updateStream.setLong(2, state.last());
    updateStream.setLong(3, state.forgotten());
    updateStream.setLong(4, state.bytes());
    updateStream.executeUpdate();
    connection.commit();
  }

  void rollback() throws SQLException {
    insertEntry.clearBatch();
    markDevice.clearBatch();
    connection.rollback();
  }

  /// Reads entries; also for the readers' connection.
  static List<StoredEntry> read(Connection connection, long from, int maxEntries, long maxBytes)
      throws SQLException {
    List<StoredEntry> entries = new ArrayList<>();
    @Var long bytes = 0;
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT seq, size, records FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?")) {
      query.setLong(1, from);
      query.setInt(2, maxEntries);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          bytes += row.getLong(2);
          if (bytes > maxBytes && !entries.isEmpty()) {
            break;
          }
          entries.add(new StoredEntry(row.getLong(1), row.getString(3)));
        }
      }
    }
    return entries;
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
