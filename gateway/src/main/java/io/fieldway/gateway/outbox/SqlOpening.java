package io.fieldway.gateway.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Opens the store's file and judges whether it can be trusted.
final class SqlOpening {
  private static final int BUSY_MILLIS = 2_000;
  private static final long JOURNAL_BYTES = 64L << 20;
  private static final int CACHE_KIB = 16 * 1024;

  private SqlOpening() {}

  /// The writer's connection: write-ahead log, every commit on disk before it returns.
  static Connection writer(Path file) throws SQLException {
    Connection connection = connect(file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA journal_size_limit = " + JOURNAL_BYTES);
      statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
    }
    connection.setAutoCommit(false);
    return connection;
  }

  /// A connection that only reads.
  static Connection reader(Path file) throws SQLException {
    Connection connection = connect(file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
    }
    return connection;
  }

  /// Makes the tables where there are none, and checks what is there.
  static SqlTables tables(Connection connection, Path file, long checkBytes, long epoch)
      throws SQLException, IOException {
    int version = number(connection, "PRAGMA user_version");
    if (version == 0) {
      SqlTables.create(connection, epoch);
    } else if (version > SqlTables.VERSION) {
      throw new IOException(
          "the outbox "
              + file
              + " was written by a newer version of the gateway (tables "
              + version
              + ", known are "
              + SqlTables.VERSION
              + ")");
    }
    SqlTables.complete(connection, version);
    if (Files.size(file) <= checkBytes) {
      String verdict = text(connection, "PRAGMA quick_check(1)");
      if (!"ok".equals(verdict)) {
        throw new SQLException(verdict);
      }
    }
    SqlTables tables = new SqlTables(connection);
    if (!tables.isWhole(tables.loadState())) {
      throw new SQLException("entries are missing");
    }
    connection.commit();
    return tables;
  }

  /// One sentence for a person.
  static IOException damaged(Path file, SQLException cause) {
    return new IOException(
        "the outbox "
            + file
            + " cannot be used ("
            + String.valueOf(cause.getMessage()).lines().findFirst().orElse("unknown")
            + "); restore it, or move it away to begin a new one without what it still holds",
        cause);
  }

  private static Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
    }
    return connection;
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }
}
