package io.fieldway.cloud.database;

import java.time.Instant;
import java.util.List;

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

  /// An entry.
  ///
  /// @param id rises with each
  public record Entry(
      long id, Instant at, String kind, String subject, String address, String detail) {}

  /// The newest entries, the newest first.
  ///
  /// @param subject whom they concern; empty for everybody
  /// @param before only those with a lower id
  public List<Entry> newest(String subject, long before, int most) {
    return database.read(sql ->
        sql.sql(
                "select id, at, kind, subject, address, detail from audit"
                    + " where id < ? and (? = '' or subject = ?) order by id desc limit ?")
            .params(before, subject, subject, most)
            .query((row, _) ->
                new Entry(
                    row.getLong("id"),
                    SqlTimes.read(row, "at"),
                    row.getString("kind"),
                    row.getString("subject"),
                    row.getString("address"),
                    row.getString("detail")))
            .list());
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
