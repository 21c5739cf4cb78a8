package io.fieldway.cloud.database;

import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Heartbeat.DeviceState;
import io.fieldway.wire.channel.Heartbeat.StreamEnd;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Who lives, since when, and what their gateway says of them.
public final class SqlPresence {
  private final SqlDatabase database;

  public SqlPresence(SqlDatabase database) {
    this.database = database;
  }

  /// A gateway has shown that it lives by beginning a session.
  public List<Transition> seen(String gateway, Instant now) {
    return database.write(sql -> {
      boolean changed = online(sql, gateway, now);
      return changed ? List.of(ofGateway(sql, gateway, true)) : List.of();
    });
  }

  /// A gateway has shown that it lives, and told of its devices, outbox and streams. Devices that
  /// are not its own are left alone.
  public List<Transition> heartbeat(String gateway, Heartbeat heartbeat, Instant now) {
    return database.write(sql -> {
      boolean changed = online(sql, gateway, now);
      outbox(sql, gateway, heartbeat.outbox());
      for (StreamEnd each : heartbeat.streams()) {
        expect(sql, gateway, each);
      }
      List<Transition> transitions = new ArrayList<>();
      transitions.add(ofGateway(sql, gateway, changed));
      transitions.addAll(devices(sql, gateway, heartbeat.devices()));
      return transitions;
    });
  }

  /// A gateway has been silent for too long: it is offline and nobody knows of its devices. Nothing
  /// happens where it was heard after all.
  ///
  /// @param silentSince it counts as silent where its last proof is not later than this
  public List<Transition> silent(String gateway, Instant silentSince) {
    return database.write(sql -> {
      int gone =
          sql.sql(
                  "update gateway set state = ? where id = ? and state <> ?"
                      + " and (last_proof is null or last_proof <= ?)")
              .params(
                  Presence.OFFLINE.word(),
                  gateway,
                  Presence.OFFLINE.word(),
                  silentSince.toEpochMilli())
              .update();
      if (gone == 0) {
        return List.of();
      }
      List<Transition> transitions = new ArrayList<>();
      transitions.add(ofGateway(sql, gateway, true));
      transitions.addAll(
          sql.sql(
                  "update device set state = ? where gateway = ? and state <> ?"
                      + " returning id, last_seen")
              .params(Presence.UNKNOWN.word(), gateway, Presence.UNKNOWN.word())
              .query((row, _) ->
                  (Transition)
                      new Transition.OfDevice(
                          row.getString("id"),
                          gateway,
                          Presence.UNKNOWN,
                          SqlTimes.readOptional(row, "last_seen")))
              .list());
      return transitions;
    });
  }

  /// When each gateway that is online has last shown that it lives.
  public Map<String, Instant> online() {
    return database.read(sql -> {
      Map<String, Instant> proofs = new LinkedHashMap<>();
      sql.sql("select id, last_proof from gateway where state = ? and last_proof is not null")
          .param(Presence.ONLINE.word())
          .query(row -> {
            proofs.put(row.getString("id"), SqlTimes.read(row, "last_proof"));
          });
      return proofs;
    });
  }

  /// Whether the state changed.
  private static boolean online(JdbcClient sql, String gateway, Instant now) {
    int changed =
        sql.sql("update gateway set state = ?, last_proof = ? where id = ? and state <> ?")
            .params(Presence.ONLINE.word(), now.toEpochMilli(), gateway, Presence.ONLINE.word())
            .update();
    if (changed == 0) {
      sql.sql("update gateway set last_proof = ? where id = ?")
          .params(now.toEpochMilli(), gateway)
          .update();
    }
    return changed == 1;
  }

  private static void outbox(JdbcClient sql, String gateway, Heartbeat.Outbox outbox) {
    sql.sql(
            "update gateway set outbox_entries = ?, outbox_bytes = ?, outbox_oldest_millis = ?"
                + " where id = ?")
        .params(outbox.entries(), outbox.bytes(), outbox.oldest().toMillis(), gateway)
        .update();
  }

  private static void expect(JdbcClient sql, String gateway, StreamEnd end) {
    sql.sql(
            """
            insert into stream (gateway, name, epoch, committed, expected, points, quarantined,
              duplicates)
            values (?, ?, ?, 0, ?, 0, 0, 0)
            on conflict (gateway, name, epoch) do update set expected = excluded.expected
            where excluded.expected > stream.expected
            """)
        .params(gateway, end.stream().name(), end.stream().epoch(), end.last())
        .update();
  }

  private static List<Transition> devices(
      JdbcClient sql, String gateway, List<DeviceState> reported) {
    Map<String, DeviceRow> known = new HashMap<>();
    for (DeviceRow row : SqlRegistry.devices(sql, gateway)) {
      known.put(row.id(), row);
    }
    List<Transition> transitions = new ArrayList<>();
    for (DeviceState each : reported) {
      DeviceRow before = known.get(each.device());
      if (before == null) {
        continue;
      }
      Presence state = each.online() ? Presence.ONLINE : Presence.OFFLINE;
      Optional<Instant> lastSeen = each.lastSeen().or(before::lastSeen);
      if (state != before.state() || !lastSeen.equals(before.lastSeen())) {
        sql.sql("update device set state = ?, last_seen = ? where id = ?")
            .param(state.word())
            .param(lastSeen.map(Instant::toEpochMilli).orElse(null))
            .param(each.device())
            .update();
      }
      if (state != before.state()) {
        transitions.add(new Transition.OfDevice(each.device(), gateway, state, lastSeen));
      }
    }
    return transitions;
  }

  private static Transition ofGateway(JdbcClient sql, String gateway, boolean changed) {
    return new Transition.OfGateway(SqlGateways.find(sql, gateway).orElseThrow(), changed);
  }
}
