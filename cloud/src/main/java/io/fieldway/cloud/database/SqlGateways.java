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
import org.springframework.jdbc.core.simple.JdbcClient;

/// Gateways: registration, keys, session epochs, streams.
public final class SqlGateways {
  static final String COLUMNS =
      "id, title, state, last_proof, outbox_entries, outbox_bytes, outbox_oldest_millis";

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

  /// The gateway's key as it was sealed; empty where there is no such gateway.
  public Optional<Bytes> sealedKey(String id) {
    return database.read(sql ->
        sql.sql("select sealed_key from gateway where id = ?")
            .param(id)
            .query((row, _) -> Bytes.copyOf(row.getBytes(1)))
            .optional());
  }

  /// Begins a session: all with a lower epoch are over.
  ///
  /// @return the session's epoch
  public long beginSession(String id) {
    return database.write(sql ->
        sql.sql(
                "update gateway set session_epoch = session_epoch + 1 where id = ?"
                    + " returning session_epoch")
            .param(id)
            .query((row, _) -> row.getLong(1))
            .single());
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
        row.getLong("duplicates"));
  }

  private static GatewayRow row(ResultSet row) throws SQLException {
    return new GatewayRow(
        row.getString("id"),
        row.getString("title"),
        Presence.of(row.getString("state")),
        SqlTimes.readOptional(row, "last_proof"),
        new OutboxRow(
            row.getLong("outbox_entries"),
            row.getLong("outbox_bytes"),
            Duration.ofMillis(row.getLong("outbox_oldest_millis"))));
  }
}
