package io.fieldway.cloud.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// A transaction that has begun, and how its database ends it.
sealed interface SqlTransaction {
  void commit() throws SQLException;

  void rollback() throws SQLException;

  static SqlTransaction sqlite(Connection connection) throws SQLException {
    execute(connection, "begin immediate");
    return new Sqlite(connection);
  }

  static SqlTransaction standard(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    return new Standard(connection);
  }

  /// By statements.
  record Sqlite(Connection connection) implements SqlTransaction {
    @Override
    public void commit() throws SQLException {
      execute(connection, "commit");
    }

    @Override
    public void rollback() throws SQLException {
      execute(connection, "rollback");
    }
  }

  /// By the driver.
  record Standard(Connection connection) implements SqlTransaction {
    @Override
    public void commit() throws SQLException {
      connection.commit();
      connection.setAutoCommit(true);
    }

    @Override
    public void rollback() throws SQLException {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
