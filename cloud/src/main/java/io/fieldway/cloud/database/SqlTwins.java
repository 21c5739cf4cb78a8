package io.fieldway.cloud.database;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinPosition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The devices' twins. Every change is read, made by a [PlatformTwin] and stored in one
/// transaction.
public final class SqlTwins {
  private static final String AWAITED =
      " from twin t join device d on d.id = t.device"
          + " where (t.desired_epoch <> t.held_epoch or t.desired_seq <> t.held_seq)";

  private final SqlDatabase database;

  public SqlTwins(SqlDatabase database) {
    this.database = database;
  }

  /// A device's twin; a blank one where nothing is stored.
  public PlatformTwin find(String device) {
    return database.read(sql -> find(sql, device));
  }

  /// Changes a twin, all or nothing.
  ///
  /// @param change may throw, and then nothing is changed
  /// @return the twin as it is now
  public PlatformTwin change(String device, UnaryOperator<PlatformTwin> change, Instant now) {
    return database.write(sql -> change(sql, device, change, now));
  }

  /// Changes twins of a gateway's devices, all in one transaction.
  ///
  /// @return the twins as they are now; without those that are not registered at the gateway
  public Map<String, PlatformTwin> changeAt(
      String gateway, Map<String, UnaryOperator<PlatformTwin>> changes, Instant now) {
    return database.write(sql -> {
      Map<String, PlatformTwin> changed = new LinkedHashMap<>();
      changes.forEach((device, change) -> {
        if (isAt(sql, gateway, device)) {
          changed.put(device, change(sql, device, change, now));
        }
      });
      return changed;
    });
  }

  /// What a gateway has not got on its disk; as much as one message takes.
  public List<TwinPatches.Item> outgoing(String gateway) {
    List<Row> rows =
        database.read(sql ->
            sql.sql("select t.*" + AWAITED + " and d.gateway = ? order by t.changed limit ?")
                .params(gateway, TwinSync.MAX_TWINS)
                .query((row, _) -> row(row))
                .list());
    List<TwinPatches.Item> items = new ArrayList<>();
    @Var int bytes = 0;
    for (Row each : rows) {
      var patch = each.twin.outgoing();
      if (patch.isPresent() && bytes < TwinPatches.MAX_BYTES) {
        items.add(new TwinPatches.Item(each.device, patch.get()));
        bytes += patch.get().bytes();
      }
    }
    return items;
  }

  /// Gateways that have not got everything on their disks.
  public List<String> gatewaysAwaited() {
    return database.read(sql ->
        sql.sql("select distinct d.gateway" + AWAITED).query((row, _) -> row.getString(1)).list());
  }

  /// Devices whose twins stand where the gateway's do and are others.
  public List<String> drifted(String gateway, Collection<TwinPosition> positions) {
    if (positions.isEmpty()) {
      return List.of();
    }
    Map<String, TwinPosition> there = new HashMap<>();
    positions.forEach(each -> there.put(each.device(), each));
    return database
        .read(sql ->
            sql.sql("select t.* from twin t join device d on d.id = t.device where d.gateway = ?")
                .param(gateway)
                .query((row, _) -> position(row))
                .list())
        .stream()
        .filter(here -> differ(here, there.get(here.device())))
        .map(TwinPosition::device)
        .toList();
  }

  private static boolean differ(TwinPosition here, @Nullable TwinPosition there) {
    return there != null
        && there.desired().equals(here.desired())
        && there.reported().equals(here.reported())
        && !there.hash().equals(here.hash());
  }

  private record Row(String device, PlatformTwin twin) {}

  private static PlatformTwin change(
      JdbcClient sql, String device, UnaryOperator<PlatformTwin> change, Instant now) {
    PlatformTwin before = find(sql, device);
    PlatformTwin after = change.apply(before);
    if (!after.equals(before)) {
      store(sql, after, now);
    }
    return after;
  }

  private static boolean isAt(JdbcClient sql, String gateway, String device) {
    return sql.sql("select 1 from device where id = ? and gateway = ?")
        .params(device, gateway)
        .query((row, _) -> row.getInt(1))
        .optional()
        .isPresent();
  }

  private static PlatformTwin find(JdbcClient sql, String device) {
    return sql.sql("select * from twin where device = ?")
        .param(device)
        .query((row, _) -> row(row))
        .optional()
        .map(Row::twin)
        .orElse(PlatformTwin.of(device));
  }

  private static void store(JdbcClient sql, PlatformTwin twin, Instant now) {
    Twin document = twin.twin();
    sql.sql(
            """
            insert into twin (device, desired_epoch, desired_seq, held_epoch, held_seq,
              reported_epoch, reported_seq, hash, document, changed)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (device) do update set desired_epoch = excluded.desired_epoch,
              desired_seq = excluded.desired_seq, held_epoch = excluded.held_epoch,
              held_seq = excluded.held_seq, reported_epoch = excluded.reported_epoch,
              reported_seq = excluded.reported_seq, hash = excluded.hash,
              document = excluded.document, changed = excluded.changed
            """)
        .params(
            document.device(),
            document.desired().at().epoch(),
            document.desired().at().seq(),
            twin.held().epoch(),
            twin.held().seq(),
            document.reported().at().epoch(),
            document.reported().at().seq(),
            document.hash(),
            Json.write(document.json()),
            now.toEpochMilli())
        .update();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getString("device"),
        new PlatformTwin(
            Twin.read(Json.parse("twin", row.getString("document"))), stamp(row, "held")));
  }

  private static TwinPosition position(ResultSet row) throws SQLException {
    return new TwinPosition(
        row.getString("device"),
        stamp(row, "desired"),
        stamp(row, "reported"),
        row.getString("hash"));
  }

  private static Stamp stamp(ResultSet row, String name) throws SQLException {
    return new Stamp(row.getLong(name + "_epoch"), row.getLong(name + "_seq"));
  }
}
