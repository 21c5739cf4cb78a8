package io.fieldway.cloud.database;

import io.fieldway.cloud.database.GatewayRow.OutboxRow;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.telemetry.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Gateways: registration, keys, session epochs, streams.
public final class SqlGateways {
  static final String COLUMNS =
      "id, title, state, last_proof, revoked, rotation, outbox_entries, outbox_bytes, outbox_oldest_millis";

  private final SqlDatabase database;

  public SqlGateways(SqlDatabase database) {
    this.database = database;
  }

  /// Registers a gateway.
  ///
  /// @return false where the id is taken
  public boolean create(String id, String title, Bytes sealedKey, Instant now) {
    return database.write(sql ->
        sql.sql(
                    """
                    insert into gateway (id, title, sealed_key, session_epoch, state,
                      outbox_entries, outbox_bytes, outbox_oldest_millis, created)
                    values (?, ?, ?, 0, ?, 0, 0, 0, ?)
                    on conflict (id) do nothing
                    """)
                .params(id, title, sealedKey.toArray(), Presence.OFFLINE.word(), now.toEpochMilli())
                .update()
            == 1);
  }

  public List<GatewayRow> all() {
    return database.read(sql ->
        sql.sql("select " + COLUMNS + " from gateway order by id")
            .query((row, _) -> row(row))
            .list());
  }

  public Optional<GatewayRow> find(String id) {
    return database.read(sql -> find(sql, id));
  }

  static Optional<GatewayRow> find(JdbcClient sql, String id) {
    return sql.sql("select " + COLUMNS + " from gateway where id = ?")
        .param(id)
        .query((row, _) -> row(row))
        .optional();
  }

  /// The keys that are good for a gateway, as they were sealed.
  ///
  /// @param next the key that is to take the place of the current one
  public record Keys(Bytes current, Optional<Bytes> next) {}

  /// A gateway's keys; empty where there is no such gateway.
  public Optional<Keys> keys(String id) {
    return database.read(sql ->
        sql.sql("select sealed_key, sealed_next from gateway where id = ?")
            .param(id)
            .query((row, _) ->
                new Keys(
                    Bytes.copyOf(row.getBytes(1)),
                    Optional.ofNullable(row.getBytes(2)).map(Bytes::copyOf)))
            .optional());
  }

  /// Begins a session: all with a lower epoch are over.
  ///
  /// @return the session's epoch; empty where the gateway is revoked
  public Optional<Long> beginSession(String id) {
    return database.write(sql -> begin(sql, id));
  }

  /// Begins a session with the next key, which is the gateway's only one from now on.
  ///
  /// @return the session's epoch; empty where the gateway is revoked, or its next key is another
  ///   one by now
  public Optional<Long> beginSessionWithNext(String id, Bytes sealedNext) {
    return database.write(sql ->
        sql.sql(
                        "update gateway set sealed_key = sealed_next, sealed_next = null,"
                            + " rotation = null where id = ? and sealed_next = ?")
                    .params(id, sealedNext.toArray())
                    .update()
                == 1
            ? begin(sql, id)
            : Optional.empty());
  }

  private static Optional<Long> begin(JdbcClient sql, String id) {
    return sql.sql(
            "update gateway set session_epoch = session_epoch + 1"
                + " where id = ? and revoked is null returning session_epoch")
        .param(id)
        .query((row, _) -> row.getLong(1))
        .optional();
  }

  /// Wants a new key for a gateway.
  ///
  /// @return false where one is wanted already
  public boolean wantRotation(String id, Instant now) {
    return database.write(sql ->
        sql.sql("update gateway set rotation = ? where id = ? and rotation is null")
                .params(now.toEpochMilli(), id)
                .update()
            == 1);
  }

  public boolean isRotationWanted(String id) {
    return find(id).flatMap(GatewayRow::rotation).isPresent();
  }

  /// Every gateway for which a new key is wanted.
  public Set<String> rotationsWanted() {
    return database.read(sql ->
        sql.sql("select id from gateway where rotation is not null")
            .query((row, _) -> row.getString(1))
            .set());
  }

  /// Stores a next key beside the current one, in place of any before.
  ///
  /// @param epoch of the session it was made in
  /// @return false where a newer session has begun, or no new key is wanted
  public boolean storeNext(String id, long epoch, Bytes sealedNext) {
    return database.write(sql ->
        sql.sql(
                    "update gateway set sealed_next = ?"
                        + " where id = ? and session_epoch = ? and rotation is not null")
                .params(sealedNext.toArray(), id, epoch)
                .update()
            == 1);
  }

  /// The gateway has gone over to its next key: the former one is good no more.
  ///
  /// @param epoch of the session it was made in
  /// @return false where a newer session has begun
  public boolean promoteNext(String id, long epoch) {
    return database.write(sql ->
        sql.sql(
                    "update gateway set sealed_key = sealed_next, sealed_next = null,"
                        + " rotation = null"
                        + " where id = ? and session_epoch = ? and sealed_next is not null")
                .params(id, epoch)
                .update()
            == 1);
  }

  /// Revokes a gateway: its session is over, no other begins, and its join codes are gone.
  ///
  /// @return false where it is revoked already
  public boolean revoke(String id, Instant now) {
    return database.write(sql -> {
      sql.sql("delete from join_code where gateway = ?").param(id).update();
      return sql.sql(
                  "update gateway set revoked = ?, session_epoch = session_epoch + 1"
                      + " where id = ? and revoked is null")
              .params(now.toEpochMilli(), id)
              .update()
          == 1;
    });
  }

  /// Lets a revoked gateway in again, with the key that it has.
  ///
  /// @return false where it is not revoked
  public boolean restore(String id) {
    return database.write(sql ->
        sql.sql("update gateway set revoked = null where id = ? and revoked is not null")
                .param(id)
                .update()
            == 1);
  }

  /// Whether the gateway is refused; also where there is none.
  public boolean isRevoked(String id) {
    Optional<GatewayRow> row = find(id);
    return row.isEmpty() || row.get().revoked().isPresent();
  }

  /// Every gateway that is refused.
  public Set<String> revoked() {
    return database.read(sql ->
        sql.sql("select id from gateway where revoked is not null")
            .query((row, _) -> row.getString(1))
            .set());
  }

  /// The epoch of the gateway's newest session.
  public long sessionEpoch(String id) {
    return database.read(sql ->
        sql.sql("select session_epoch from gateway where id = ?")
            .param(id)
            .query((row, _) -> row.getLong(1))
            .single());
  }

  /// The gateway's streams, the newest first; at most so many.
  public List<StreamRow> streams(String gateway, int most) {
    return database.read(sql ->
        sql.sql("select * from stream where gateway = ? order by epoch desc, name limit ?")
            .params(gateway, most)
            .query((row, _) -> stream(row))
            .list());
  }

  /// What the database holds of a stream; 0 where it never saw it.
  public long committed(String gateway, StreamId stream) {
    return database.read(sql ->
        sql.sql("select committed from stream where gateway = ? and name = ? and epoch = ?")
            .params(gateway, stream.name(), stream.epoch())
            .query((row, _) -> row.getLong(1))
            .optional()
            .orElse(0L));
  }

  static StreamRow stream(ResultSet row) throws SQLException {
    return new StreamRow(
        row.getString("gateway"),
        new StreamId(row.getString("name"), row.getLong("epoch")),
        row.getLong("committed"),
        Math.max(row.getLong("expected"), row.getLong("committed")),
        row.getLong("points"),
        row.getLong("quarantined"),
        row.getLong("duplicates"),
        row.getLong("missing"));
  }

  private static GatewayRow row(ResultSet row) throws SQLException {
    return new GatewayRow(
        row.getString("id"),
        row.getString("title"),
        Presence.of(row.getString("state")),
        SqlTimes.readOptional(row, "last_proof"),
        SqlTimes.readOptional(row, "revoked"),
        SqlTimes.readOptional(row, "rotation"),
        new OutboxRow(
            row.getLong("outbox_entries"),
            row.getLong("outbox_bytes"),
            Duration.ofMillis(row.getLong("outbox_oldest_millis"))));
  }
}
