package io.fieldway.cloud.database;

import java.time.Instant;

/// Who did what, and who was refused: for people who ask later. Holds no keys, nonces or payloads.
public final class SqlAudit {
  private final SqlDatabase database;

  public SqlAudit(SqlDatabase database) {
    this.database = database;
  }

  /// Writes an entry.
  ///
  /// @param kind such as `gateway.refused`
  /// @param subject whom it concerns, such as a gateway's id
  /// @param address where it came from; empty where that is this platform
  public void add(Instant at, String kind, String subject, String address, String detail) {
    database.write(sql ->
        sql.sql("insert into audit (at, kind, subject, address, detail) values (?, ?, ?, ?, ?)")
            .params(at.toEpochMilli(), kind, subject, address, detail)
            .update());
  }

  /// How many entries of a kind and subject there are.
  public long count(String kind, String subject) {
    return database.read(sql ->
        sql.sql("select count(*) from audit where kind = ? and subject = ?")
            .params(kind, subject)
            .query((row, _) -> row.getLong(1))
            .single());
  }

  /// Keeps only the newest entries.
  ///
  /// @return how many were removed
  public int keep(long newest) {
    return database.write(sql ->
        sql.sql("delete from audit where id <= (select max(id) from audit) - ?")
            .param(newest)
            .update());
  }
}
