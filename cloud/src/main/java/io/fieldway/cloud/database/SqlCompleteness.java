package io.fieldway.cloud.database;

import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import io.fieldway.wire.telemetry.StreamId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/// How complete the streams are, by the hour, and what is missing.
public final class SqlCompleteness {
  private final SqlDatabase database;

  public SqlCompleteness(SqlDatabase database) {
    this.database = database;
  }

  /// A gateway's hours that begin in a time, the newest first; at most so many.
  public List<HourRow> hours(String gateway, Instant from, Instant to, int most) {
    return database.read(sql ->
        sql.sql(
                """
                select s.name, s.epoch, c.hour, c.received, c.missing from completeness c
                join stream s on s.id = c.stream_id
                where s.gateway = ? and c.hour >= ? and c.hour < ?
                order by c.hour desc, s.epoch desc limit ?
                """)
            .params(gateway, from.toEpochMilli(), to.toEpochMilli(), most)
            .query((row, _) ->
                new HourRow(
                    stream(row),
                    Instant.ofEpochMilli(row.getLong("hour")),
                    row.getLong("received"),
                    row.getLong("missing")))
            .list());
  }

  /// A gateway's gaps that touch a time, the newest first; at most so many.
  public List<GapRow> gaps(String gateway, Instant from, Instant to, int most) {
    return database.read(sql ->
        sql.sql(
                """
                select s.name, s.epoch, g.from_seq, g.to_seq, g.missing, g.reason, g.since, g.until
                from gap g join stream s on s.id = g.stream_id
                where s.gateway = ? and g.until >= ? and g.since < ?
                order by g.since desc, g.from_seq desc limit ?
                """)
            .params(gateway, from.toEpochMilli(), to.toEpochMilli(), most)
            .query((row, _) ->
                new GapRow(
                    stream(row),
                    new Gap(
                        row.getLong("from_seq"),
                        row.getLong("to_seq"),
                        GapReason.of(row.getString("reason")),
                        Instant.ofEpochMilli(row.getLong("since")),
                        Instant.ofEpochMilli(row.getLong("until"))),
                    row.getLong("missing")))
            .list());
  }

  private static StreamId stream(ResultSet row) throws SQLException {
    return new StreamId(row.getString("name"), row.getLong("epoch"));
  }

  /// Writes what a transaction has found of a stream.
  static void write(JdbcTemplate sql, StreamTally stream, Instant now) {
    for (Map.Entry<Long, HourTally.Hour> each : stream.hours().hours().entrySet()) {
      sql.update(
          """
          insert into completeness (stream_id, hour, received, missing) values (?, ?, ?, ?)
          on conflict (stream_id, hour) do update set
            received = completeness.received + excluded.received,
            missing = completeness.missing + excluded.missing
          """,
          stream.id(),
          each.getKey(),
          each.getValue().received(),
          each.getValue().missing());
    }
    for (StreamTally.Missing each : stream.gaps()) {
      Gap gap = each.gap();
      sql.update(
          """
          insert into gap (stream_id, from_seq, to_seq, missing, reason, since, until,
            platform_time)
          values (?, ?, ?, ?, ?, ?, ?, ?)
          """,
          stream.id(),
          gap.from(),
          gap.to(),
          each.count(),
          gap.reason().word(),
          gap.since().toEpochMilli(),
          gap.until().toEpochMilli(),
          now.toEpochMilli());
    }
  }
}
