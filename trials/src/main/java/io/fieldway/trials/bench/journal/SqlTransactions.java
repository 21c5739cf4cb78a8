package io.fieldway.trials.bench.journal;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.ObjLongConsumer;

/// SQLite in WAL mode with `synchronous=FULL`: the WAL is forced at every commit.
final class SqlTransactions implements Transactions {
  private final Connection connection;
  private final PreparedStatement put;
  private final PreparedStatement remove;

  SqlTransactions(Path directory) throws IOException {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"));
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS entry (key INTEGER PRIMARY KEY, body BLOB NOT NULL)");
      }
      connection.setAutoCommit(false);
      put = connection.prepareStatement("INSERT OR REPLACE INTO entry (key, body) VALUES (?, ?)");
      remove = connection.prepareStatement("DELETE FROM entry WHERE key = ?");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void commit(List<Change> changes) throws IOException {
    try {
      for (Change change : changes) {
        PreparedStatement statement = change.removes() ? remove : put;
        statement.setLong(1, change.key());
        if (!change.removes()) {
          statement.setBytes(2, change.value().toArray());
        }
        statement.executeUpdate();
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void survivors(ObjLongConsumer<Bytes> each) throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT key, body FROM entry")) {
      while (rows.next()) {
        each.accept(Bytes.copyOf(rows.getBytes(2)), rows.getLong(1));
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
