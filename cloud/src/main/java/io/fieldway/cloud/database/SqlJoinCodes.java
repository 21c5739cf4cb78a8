package io.fieldway.cloud.database;

import io.fieldway.wire.Bytes;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// One-time codes with which a gateway gets its key. A gateway has one at most that is good; codes
/// that were used are known until the next one is made, so that who comes again hears why.
public final class SqlJoinCodes {
  private final SqlDatabase database;

  public SqlJoinCodes(SqlDatabase database) {
    this.database = database;
  }

  /// A code.
  ///
  /// @param sealedKey what it is proved with, sealed
  public record Code(String gateway, Bytes sealedKey, Instant expires, Optional<Instant> used) {}

  /// Whom a code's key is sealed for: no gateway's id has a space.
  public static String sealedFor(String gateway) {
    return "join " + gateway;
  }

  /// Makes a code in place of the gateway's earlier ones.
  ///
  /// @return false where the gateway is revoked or does not exist
  public boolean make(String name, String gateway, Bytes sealedKey, Instant expires) {
    return database.write(sql -> {
      if (!mayJoin(sql, gateway)) {
        return false;
      }
      sql.sql("delete from join_code where gateway = ?").param(gateway).update();
      return sql.sql(
                  "insert into join_code (name, gateway, sealed_key, expires) values (?, ?, ?, ?)")
              .params(name, gateway, sealedKey.toArray(), expires.toEpochMilli())
              .update()
          == 1;
    });
  }

  public Optional<Code> find(String name) {
    return database.read(sql ->
        sql.sql("select gateway, sealed_key, expires, used from join_code where name = ?")
            .param(name)
            .query((row, _) ->
                new Code(
                    row.getString("gateway"),
                    Bytes.copyOf(row.getBytes("sealed_key")),
                    SqlTimes.read(row, "expires"),
                    SqlTimes.readOptional(row, "used")))
            .optional());
  }

  /// Spends a code: its gateway has this key from now on and no other, and its session is over.
  ///
  /// @return the epoch that later sessions exceed; empty where the code is not good any more
  public Optional<Long> spend(String name, String gateway, Bytes sealedKey, Instant now) {
    return database.write(sql -> {
      boolean spent =
          mayJoin(sql, gateway)
              && sql.sql(
                          "update join_code set used = ?"
                              + " where name = ? and gateway = ? and used is null and expires > ?")
                      .params(now.toEpochMilli(), name, gateway, now.toEpochMilli())
                      .update()
                  == 1;
      return spent
          ? sql.sql(
                  "update gateway set sealed_key = ?, sealed_next = null, rotation = null,"
                      + " session_epoch = session_epoch + 1 where id = ? returning session_epoch")
              .params(sealedKey.toArray(), gateway)
              .query((row, _) -> row.getLong(1))
              .optional()
          : Optional.empty();
    });
  }

  private static boolean mayJoin(JdbcClient sql, String gateway) {
    return sql.sql("select count(*) from gateway where id = ? and revoked is null")
            .param(gateway)
            .query((row, _) -> row.getLong(1))
            .single()
        == 1;
  }
}
