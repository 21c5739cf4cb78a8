package io.fieldway.trials.bench.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// SQLite in WAL mode with `synchronous=FULL`: the WAL is forced at every commit.
final class SqlOutbox implements OutboxStore {
  private final Connection connection;
  private final PreparedStatement insert;
  private final PreparedStatement watermark;
  private final PreparedStatement delete;
  private final PreparedStatement select;
  private long last;

  SqlOutbox(Path directory) throws IOException {
    try {
      connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("outbox.db"));
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)");
        statement.execute(
            "CREATE TABLE IF NOT EXISTS watermark"
                + " (device INTEGER PRIMARY KEY, seq INTEGER NOT NULL)");
        try (ResultSet row = statement.executeQuery("SELECT max(seq) FROM watermark")) {
          last = row.next() ? row.getLong(1) : 0;
        }
      }
      connection.setAutoCommit(false);
      insert = connection.prepareStatement("INSERT INTO entry (seq, body) VALUES (?, ?)");
      watermark =
          connection.prepareStatement(
              "INSERT INTO watermark (device, seq) VALUES (?, ?)"
                  + " ON CONFLICT (device) DO UPDATE SET seq = excluded.seq");
      delete = connection.prepareStatement("DELETE FROM entry WHERE seq <= ?");
      select =
          connection.prepareStatement("SELECT body FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void append(List<byte[]> group) throws IOException {
    try {
      long first = last + 1;
      for (byte[] entry : group) {
        last++;
        insert.setLong(1, last);
        insert.setBytes(2, entry);
        insert.executeUpdate();
      }
      for (long seq = Math.max(first, last - DEVICES + 1); seq <= last; seq++) {
        watermark.setLong(1, seq % DEVICES);
        watermark.setLong(2, seq);
        watermark.executeUpdate();
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void forget(long upTo) throws IOException {
    try {
      delete.setLong(1, upTo);
      delete.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public List<byte[]> read(long from, int limit) throws IOException {
    try {
      select.setLong(1, from);
      select.setInt(2, limit);
      List<byte[]> all = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          all.add(rows.getBytes(1));
        }
      }
      connection.commit();
      return all;
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public long last() {
    return last;
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
