package io.fieldway.cloud.user;

import io.fieldway.cloud.database.SqlDatabase;
import java.time.Instant;
import java.util.Optional;

/// Sign-in links and the sessions they begin.
final class SqlSignIn {
  private final SqlDatabase database;

  SqlSignIn(SqlDatabase database) {
    this.database = database;
  }

  void addLink(Token link, Instant expires) {
    database.write(sql ->
        sql.sql("insert into sign_in_link (token_hash, expires) values (?, ?)")
            .params(link.hash(), expires.toEpochMilli())
            .update());
  }

  /// Spends a link.
  ///
  /// @return whether it was there and not expired; afterwards it is gone
  boolean spendLink(Token link, Instant now) {
    return database
        .write(sql ->
            sql.sql("delete from sign_in_link where token_hash = ? returning expires")
                .param(link.hash())
                .query((row, _) -> Instant.ofEpochMilli(row.getLong(1)))
                .optional())
        .filter(now::isBefore)
        .isPresent();
  }

  void addSession(Token session, Role role, Instant now, Instant expires) {
    database.write(sql ->
        sql.sql("insert into user_session (token_hash, role, created, expires) values (?, ?, ?, ?)")
            .params(session.hash(), role.word(), now.toEpochMilli(), expires.toEpochMilli())
            .update());
  }

  /// The role of a session that has not expired.
  Optional<Role> session(Token session, Instant now) {
    return database
        .read(sql ->
            sql.sql("select role from user_session where token_hash = ? and expires > ?")
                .params(session.hash(), now.toEpochMilli())
                .query((row, _) -> row.getString(1))
                .optional())
        .flatMap(Role::of);
  }

  void removeSession(Token session) {
    database.write(sql ->
        sql.sql("delete from user_session where token_hash = ?").param(session.hash()).update());
  }

  /// Forgets what has expired.
  void clean(Instant now) {
    database.write(sql -> {
      sql.sql("delete from sign_in_link where expires <= ?").param(now.toEpochMilli()).update();
      return sql.sql("delete from user_session where expires <= ?")
          .param(now.toEpochMilli())
          .update();
    });
  }
}
