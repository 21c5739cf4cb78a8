package io.fieldway.cloud.database;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Reads what has been measured.
public final class SqlTelemetry {
  private final SqlDatabase database;

  /// The newest value of a property.
  ///
  /// @param at the device's time
  /// @param receivedAt the platform's time
  public record LastValue(
      String property, String unit, Value value, Instant at, Instant receivedAt) {}

  /// A value in time, as a chart shows it.
  public record Sample(Instant at, Value value) {}

  /// A property's samples, the oldest first.
  ///
  /// @param bucket how long a time each sample averages; empty where each is as it was measured
  public record History(String unit, Optional<Duration> bucket, List<Sample> samples) {
    public History(String unit, Optional<Duration> bucket, List<Sample> samples) {
      this.unit = unit;
      this.bucket = bucket;
      this.samples = List.copyOf(samples);
    }
  }

  /// A point that its model refused.
  public record Quarantined(
      String property,
      JsonNode value,
      String unit,
      String reason,
      Instant at,
      Instant receivedAt) {}

  /// Sums over all streams.
  ///
  /// @param received sequences that are stored
  /// @param expected sequences that gateways have spoken of
  public record Totals(
      long stored, long quarantined, long received, long expected, long duplicates) {}

  public SqlTelemetry(SqlDatabase database) {
    this.database = database;
  }

  public Totals totals() {
    return database.read(sql ->
        sql.sql(
                """
                select coalesce(sum(points), 0) as stored,
                  coalesce(sum(quarantined), 0) as refused,
                  coalesce(sum(committed - missing), 0) as received,
                  coalesce(sum(case when expected > committed then expected
                    else committed end), 0) as expected,
                  coalesce(sum(duplicates), 0) as dropped
                from stream
                """)
            .query((row, _) ->
                new Totals(
                    row.getLong("stored"),
                    row.getLong("refused"),
                    row.getLong("received"),
                    row.getLong("expected"),
                    row.getLong("dropped")))
            .single());
  }

  /// The newest value of each property of a device, by the device's time.
  public List<LastValue> lastValues(String device) {
    return database.read(sql ->
        sql
            .sql(
                """
                select s.property, s.unit, p.number, p.text, p.truth, p.data, p.device_time,
                  p.platform_time
                from series s join point p on p.series_id = s.id
                where s.device = ? and (p.stream_id, p.seq, p.ordinal) = (
                  select l.stream_id, l.seq, l.ordinal from point l where l.series_id = s.id
                  order by l.device_time desc, l.stream_id desc, l.seq desc, l.ordinal desc
                  limit 1)
                """)
            .param(device)
            .query((row, _) ->
                new LastValue(
                    row.getString("property"),
                    row.getString("unit"),
                    value(row),
                    SqlTimes.read(row, "device_time"),
                    SqlTimes.read(row, "platform_time")))
            .list()
            .stream()
            .collect(
                Collectors.toMap(
                    LastValue::property,
                    value -> value,
                    (one, other) -> one.at().isBefore(other.at()) ? other : one,
                    TreeMap::new))
            .values()
            .stream()
            .toList());
  }

  /// A property's values in a span of the device's time. Numbers and truths are averaged over equal
  /// times where there are more than asked for; of texts and bytes the newest are given.
  public History history(String device, String property, Instant from, Instant to, int most) {
    return database.read(sql -> {
      List<Long> series = ids(sql, device, property);
      if (series.isEmpty()) {
        return new History("", Optional.empty(), List.of());
      }
      String unit =
          sql.sql("select unit from series where id = ?")
              .param(series.getLast())
              .query((row, _) -> row.getString(1))
              .single();
      Span span = new Span(series, from, to);
      return many(sql, span, most)
          ? averaged(sql, span, unit, most)
          : new History(unit, Optional.empty(), newest(sql, span, most));
    });
  }

  /// The points of a device that were refused, the newest first; at most so many.
  public List<Quarantined> quarantine(String device, int most) {
    return database.read(sql ->
        sql.sql(
                "select * from quarantine where device = ?"
                    + " order by platform_time desc, seq desc, ordinal limit ?")
            .params(device, most)
            .query((row, _) ->
                new Quarantined(
                    row.getString("property"),
                    Json.parse("quarantine.value", row.getString("value")),
                    row.getString("unit"),
                    row.getString("reason"),
                    SqlTimes.read(row, "device_time"),
                    SqlTimes.read(row, "platform_time")))
            .list());
  }

  private record Span(List<Long> series, Instant from, Instant to) {
    String where() {
      return " where series_id in ("
          + String.join(", ", Collections.nCopies(series.size(), "?"))
          + ") and device_time >= ? and device_time < ?";
    }

    List<Object> params() {
      List<Object> params = new ArrayList<>(series);
      params.add(from.toEpochMilli());
      params.add(to.toEpochMilli());
      return params;
    }
  }

  private static List<Long> ids(JdbcClient sql, String device, String property) {
    return sql.sql("select id from series where device = ? and property = ? order by id")
        .params(device, property)
        .query((row, _) -> row.getLong(1))
        .list();
  }

  /// Whether there are more values than asked for, and they can be averaged.
  private static boolean many(JdbcClient sql, Span span, int most) {
    long found =
        sql.sql(
                "select count(*) from (select 1 from point"
                    + span.where()
                    + " and (number is not null or truth is not null) limit ?) as found")
            .params(span.params())
            .param(most + 1)
            .query((row, _) -> row.getLong(1))
            .single();
    return found > most;
  }

  private static History averaged(JdbcClient sql, Span span, String unit, int most) {
    long length = span.to.toEpochMilli() - span.from.toEpochMilli();
    long width = Math.max(1, Math.ceilDiv(length, (long) most));
    List<Sample> samples =
        sql.sql(
                "select (device_time - ?) / ? as bucket, avg(coalesce(number, truth)) as mean"
                    + " from point"
                    + span.where()
                    + " and (number is not null or truth is not null)"
                    + " group by 1 order by 1")
            .params(span.from.toEpochMilli(), width)
            .params(span.params())
            .query((row, _) ->
                new Sample(
                    span.from.plusMillis(row.getLong("bucket") * width + width / 2),
                    new Value.Numeric(row.getDouble("mean"))))
            .list();
    return new History(unit, Optional.of(Duration.ofMillis(width)), samples);
  }

  private static List<Sample> newest(JdbcClient sql, Span span, int most) {
    List<Sample> samples =
        new ArrayList<>(
            sql.sql(
                    "select device_time, number, text, truth, data from point"
                        + span.where()
                        + " order by device_time desc, stream_id desc, seq desc limit ?")
                .params(span.params())
                .param(most)
                .query((row, _) -> new Sample(SqlTimes.read(row, "device_time"), value(row)))
                .list());
    Collections.reverse(samples);
    return samples;
  }

  private static Value value(ResultSet row) throws SQLException {
    double number = row.getDouble("number");
    if (!row.wasNull()) {
      return new Value.Numeric(number);
    }
    long truth = row.getLong("truth");
    if (!row.wasNull()) {
      return new Value.Truth(truth != 0);
    }
    byte[] data = row.getBytes("data");
    if (data != null) {
      return new Value.Data(Bytes.copyOf(data));
    }
    return new Value.Text(row.getString("text"));
  }
}
