package io.fieldway.cloud.database;

/// Which platform key the database belongs to, so that a process with another one is told at its
/// start, and not by gateways that are refused.
public final class SqlPlatformKey {
  private final SqlDatabase database;

  public SqlPlatformKey(SqlDatabase database) {
    this.database = database;
  }

  /// Whether the key is the database's own; the first one becomes it.
  public boolean isOrBecomes(PlatformKey key) {
    String mark = key.mark();
    return database.write(sql -> {
      sql.sql("insert into platform_key (one, mark) values (1, ?) on conflict (one) do nothing")
          .param(mark)
          .update();
      return sql.sql("select mark from platform_key where one = 1")
          .query((row, _) -> row.getString(1))
          .single()
          .equals(mark);
    });
  }
}
