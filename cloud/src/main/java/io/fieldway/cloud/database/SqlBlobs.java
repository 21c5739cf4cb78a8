package io.fieldway.cloud.database;

import io.fieldway.cloud.database.BlobRow.State;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.BlobBegin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What is known of blobs; their bytes are elsewhere.
public final class SqlBlobs {
  private final SqlDatabase database;

  public SqlBlobs(SqlDatabase database) {
    this.database = database;
  }

  /// How much there is.
  public record Sum(long count, long bytes) {}

  public Optional<BlobRow> find(String device, String id) {
    return database.read(sql ->
        sql.sql("select * from blob where device = ? and id = ?")
            .params(device, id)
            .query((row, _) -> row(row))
            .optional());
  }

  /// Remembers a blob that begins to arrive.
  public BlobRow begin(String gateway, BlobBegin header, Instant now) {
    long number =
        database.write(sql ->
            sql.sql(
                    """
                    insert into blob (device, id, gateway, type, size, sha256, taken, state, changed)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?) returning number
                    """)
                .params(
                    header.device(),
                    header.id(),
                    gateway,
                    header.type(),
                    header.size(),
                    header.sha256().hex(),
                    header.at().toEpochMilli(),
                    State.ARRIVING.word(),
                    now.toEpochMilli())
                .query((row, _) -> row.getLong(1))
                .single());
    return new BlobRow(number, gateway, header, State.ARRIVING, now);
  }

  public void move(long number, State state, Instant now) {
    database.write(sql ->
        sql.sql("update blob set state = ?, changed = ? where number = ?")
            .params(state.word(), now.toEpochMilli(), number)
            .update());
  }

  public void delete(long number) {
    database.write(sql -> sql.sql("delete from blob where number = ?").param(number).update());
  }

  /// The stored ones of a device, the newest by its clock first.
  public List<BlobRow> ofDevice(String device, int most) {
    return database.read(sql ->
        sql.sql(
                "select * from blob where device = ? and state = ?"
                    + " order by taken desc, number desc limit ?")
            .params(device, State.STORED.word(), most)
            .query((row, _) -> row(row))
            .list());
  }

  /// The newest stored one of each device, of these types.
  public List<BlobRow> newest(Set<String> types) {
    String places = String.join(", ", types.stream().map(each -> "?").toList());
    return database.read(sql ->
        sql.sql(
                "select b.* from blob b where b.number = (select n.number from blob n"
                    + " where n.device = b.device and n.state = ? and n.type in ("
                    + places
                    + ") order by n.taken desc, n.number desc limit 1)")
            .param(State.STORED.word())
            .params(List.copyOf(types))
            .query((row, _) -> row(row))
            .list());
  }

  /// The oldest stored ones of a device beyond so many.
  public List<BlobRow> beyond(String device, int most) {
    return database.read(sql ->
        sql.sql(
                "select * from blob where device = ? and state = ?"
                    + " order by number desc limit 1000 offset ?")
            .params(device, State.STORED.word(), most)
            .query((row, _) -> row(row))
            .list());
  }

  /// The oldest stored ones of all devices.
  public List<BlobRow> oldest(int most) {
    return database.read(sql ->
        sql.sql("select * from blob where state = ? order by number limit ?")
            .params(State.STORED.word(), most)
            .query((row, _) -> row(row))
            .list());
  }

  /// Those that came into a state before a time.
  public List<BlobRow> since(State state, Instant before) {
    return database.read(sql ->
        sql.sql("select * from blob where state = ? and changed < ? order by number limit 1000")
            .params(state.word(), before.toEpochMilli())
            .query((row, _) -> row(row))
            .list());
  }

  public Sum sum(State state) {
    return database.read(sql ->
        sql.sql("select count(*), coalesce(sum(size), 0) from blob where state = ?")
            .param(state.word())
            .query((row, _) -> new Sum(row.getLong(1), row.getLong(2)))
            .single());
  }

  /// What a gateway has begun and not ended.
  public long arriving(String gateway) {
    return database.read(sql ->
        sql.sql("select count(*) from blob where gateway = ? and state = ?")
            .params(gateway, State.ARRIVING.word())
            .query((row, _) -> row.getLong(1))
            .single());
  }

  private static BlobRow row(ResultSet row) throws SQLException {
    BlobBegin header =
        new BlobBegin(
            row.getString("id"),
            row.getString("device"),
            row.getString("type"),
            row.getLong("size"),
            Bytes.fromHex("blob.sha256", row.getString("sha256")),
            SqlTimes.read(row, "taken"));
    return new BlobRow(
        row.getLong("number"),
        row.getString("gateway"),
        header,
        State.of(row.getString("state")),
        SqlTimes.read(row, "changed"));
  }
}
