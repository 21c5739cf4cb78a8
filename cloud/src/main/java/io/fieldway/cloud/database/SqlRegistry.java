package io.fieldway.cloud.database;

import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.model.ThingModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Devices and the models they follow. Every change raises the registry's version.
public final class SqlRegistry {
  private static final String DEVICE =
      "select id, title, gateway, model, revision, state, last_seen from device";
  private static final String MODEL = "select id, version, revision, document, changed from model";

  private final SqlDatabase database;

  public SqlRegistry(SqlDatabase database) {
    this.database = database;
  }

  /// Raised by every change of a device or model.
  public long version() {
    return database.read(sql ->
        sql.sql("select version from registry where one = 1")
            .query((row, _) -> row.getLong(1))
            .single());
  }

  /// Stores a model, new or changed.
  ///
  /// @return what is in force now; the revision stays where the document is the same
  public ModelRow putModel(ThingModel model, Instant now) {
    String document = Json.write(model.document());
    return database.write(sql -> {
      Optional<ModelRow> before = model(sql, model.id());
      if (before.isPresent() && before.get().document().equals(document)) {
        return before.get();
      }
      ModelRow row =
          new ModelRow(
              model.id(),
              model.version(),
              before.map(ModelRow::revision).orElse(0L) + 1,
              document,
              now);
      sql.sql(
              """
              insert into model (id, version, revision, document, changed)
              values (?, ?, ?, ?, ?)
              on conflict (id) do update set version = excluded.version,
                revision = excluded.revision, document = excluded.document,
                changed = excluded.changed
              """)
          .params(row.id(), row.version(), row.revision(), document, now.toEpochMilli())
          .update();
      sql.sql(
              "insert into model_version (model, revision, version, document, created)"
                  + " values (?, ?, ?, ?, ?)")
          .params(row.id(), row.revision(), row.version(), document, now.toEpochMilli())
          .update();
      raise(sql);
      return row;
    });
  }

  public Optional<ModelRow> model(String id) {
    return database.read(sql -> model(sql, id));
  }

  public List<ModelRow> models() {
    return database.read(
        sql -> sql.sql(MODEL + " order by id").query((row, _) -> modelRow(row)).list());
  }

  /// Gateways that serve a device of the model.
  public List<String> gatewaysOf(String model) {
    return database.read(sql ->
        sql.sql("select distinct gateway from device where model = ?")
            .param(model)
            .query((row, _) -> row.getString(1))
            .list());
  }

  /// Registers a device, or changes its registration. Gateway and model must exist.
  public DeviceRow putDevice(String id, String title, String gateway, String model, Instant now) {
    return database.write(sql -> {
      Optional<DeviceRow> before = device(sql, id);
      if (before.isPresent()
          && before.get().title().equals(title)
          && before.get().gateway().equals(gateway)
          && before.get().model().equals(model)) {
        return before.get();
      }
      sql.sql(
              """
              insert into device (id, title, gateway, model, revision, state, created)
              values (?, ?, ?, ?, 1, ?, ?)
              on conflict (id) do update set title = excluded.title,
                gateway = excluded.gateway, model = excluded.model,
                revision = device.revision + 1
              """)
          .params(id, title, gateway, model, Presence.UNKNOWN.word(), now.toEpochMilli())
          .update();
      sql.sql(
              "insert into device_at_gateway (gateway, device) values (?, ?)"
                  + " on conflict (gateway, device) do nothing")
          .params(gateway, id)
          .update();
      raise(sql);
      return device(sql, id).orElseThrow();
    });
  }

  public Optional<DeviceRow> device(String id) {
    return database.read(sql -> device(sql, id));
  }

  public List<DeviceRow> devices() {
    return database.read(
        sql -> sql.sql(DEVICE + " order by id").query((row, _) -> deviceRow(row)).list());
  }

  /// What a gateway is told of its devices.
  public Registrations registrations(String gateway) {
    return database.read(sql -> {
      Map<String, String> devices = new LinkedHashMap<>();
      Map<String, ThingModel> models = new LinkedHashMap<>();
      for (DeviceRow each : devices(sql, gateway)) {
        devices.put(each.id(), each.model());
        models.computeIfAbsent(each.model(), id -> read(model(sql, id).orElseThrow()));
      }
      return new Registrations(models, devices);
    });
  }

  /// Every device that was ever registered at a gateway: its readings may still come from there.
  public Set<String> everAt(String gateway) {
    return database.read(sql ->
        sql.sql("select device from device_at_gateway where gateway = ?")
            .param(gateway)
            .query((row, _) -> row.getString(1))
            .set());
  }

  /// All devices and models, and the version they are of.
  public Snapshot snapshot() {
    return database.read(sql -> {
      long version =
          sql.sql("select version from registry where one = 1")
              .query((row, _) -> row.getLong(1))
              .single();
      Map<String, ThingModel> models = new LinkedHashMap<>();
      for (ModelRow each : sql.sql(MODEL).query((row, _) -> modelRow(row)).list()) {
        models.put(each.id(), read(each));
      }
      Map<String, ThingModel> byDevice = new LinkedHashMap<>();
      for (DeviceRow each : sql.sql(DEVICE).query((row, _) -> deviceRow(row)).list()) {
        ThingModel model = models.get(each.model());
        if (model != null) {
          byDevice.put(each.id(), model);
        }
      }
      return new Snapshot(version, byDevice);
    });
  }

  /// The model of each device at one version of the registry.
  public record Snapshot(long version, Map<String, ThingModel> models) {
    public static final Snapshot EMPTY = new Snapshot(0, Map.of());

    public Snapshot(long version, Map<String, ThingModel> models) {
      this.version = version;
      this.models = Map.copyOf(models);
    }
  }

  static List<DeviceRow> devices(JdbcClient sql, String gateway) {
    return sql.sql(DEVICE + " where gateway = ? order by id")
        .param(gateway)
        .query((row, _) -> deviceRow(row))
        .list();
  }

  private static Optional<DeviceRow> device(JdbcClient sql, String id) {
    return sql.sql(DEVICE + " where id = ?").param(id).query((row, _) -> deviceRow(row)).optional();
  }

  private static Optional<ModelRow> model(JdbcClient sql, String id) {
    return sql.sql(MODEL + " where id = ?").param(id).query((row, _) -> modelRow(row)).optional();
  }

  private static ThingModel read(ModelRow row) {
    return ThingModel.read(Json.parse("model " + row.id(), row.document()));
  }

  private static void raise(JdbcClient sql) {
    sql.sql("update registry set version = version + 1 where one = 1").update();
  }

  private static DeviceRow deviceRow(ResultSet row) throws SQLException {
    return new DeviceRow(
        row.getString("id"),
        row.getString("title"),
        row.getString("gateway"),
        row.getString("model"),
        row.getLong("revision"),
        Presence.of(row.getString("state")),
        SqlTimes.readOptional(row, "last_seen"));
  }

  private static ModelRow modelRow(ResultSet row) throws SQLException {
    return new ModelRow(
        row.getString("id"),
        row.getString("version"),
        row.getLong("revision"),
        row.getString("document"),
        SqlTimes.read(row, "changed"));
  }
}
