package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.database.Contiguity;
import io.fieldway.cloud.database.Presence;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.model.QueuePolicy;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.twin.PlatformTwin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What the platform has committed. Each method is one transaction.
final class Database {
  private final World world;
  final Map<StreamId, Long> committed = new LinkedHashMap<>();

  /// How often each reading is stored.
  final Map<String, Integer> stored = new HashMap<>();

  final Map<String, CommandRow> rows = new LinkedHashMap<>();

  /// Every end that a command has had.
  final Map<String, List<CommandState>> ends = new HashMap<>();

  private final Map<String, PlatformTwin> twins = new TreeMap<>();
  final Map<String, Presence> devices = new TreeMap<>();
  @Var Presence gateway = Presence.OFFLINE;
  @Var Optional<Instant> lastProof = Optional.empty();
  @Var long sessionEpoch;
  @Var private long orders;

  Database(World world, List<String> devices) {
    this.world = world;
    devices.forEach(each -> {
      this.devices.put(each, Presence.UNKNOWN);
      twins.put(each, PlatformTwin.of(each));
    });
  }

  /// Stores what follows what is there.
  Contiguity store(Batch batch) {
    long before = committed.getOrDefault(batch.stream(), 0L);
    Contiguity judged = Contiguity.of(before, batch.from(), batch.to());
    if (judged instanceof Contiguity.Fits) {
      for (Entry entry : batch.entries()) {
        if (entry.seq() > before) {
          entry.points().forEach(this::store);
        }
      }
      committed.put(batch.stream(), batch.to());
    }
    return judged;
  }

  private void store(Point point) {
    if (point.property().equals(FieldDevice.LEVEL)) {
      String reading = point.device() + " " + Json.write(point.value().json());
      int times = stored.merge(reading, 1, Integer::sum);
      Invariants.require("StoredOnce", times == 1, reading + " is stored " + times + " times");
    }
  }

  /// A gateway has shown that it lives.
  void seen() {
    gateway = Presence.ONLINE;
    lastProof = Optional.of(world.now());
  }

  void heard(Heartbeat heartbeat) {
    seen();
    for (Heartbeat.DeviceState each : heartbeat.devices()) {
      devices.put(each.device(), each.online() ? Presence.ONLINE : Presence.OFFLINE);
    }
  }

  /// The gateway has been silent for too long, unless it was heard after all.
  void silent(Instant since) {
    boolean heardSince = lastProof.filter(proof -> proof.isAfter(since)).isPresent();
    if (gateway == Presence.ONLINE && !heardSince) {
      gateway = Presence.OFFLINE;
      devices.replaceAll((device, state) -> Presence.UNKNOWN);
    }
  }

  PlatformTwin twin(String device) {
    return Optional.ofNullable(twins.get(device)).orElseThrow();
  }

  PlatformTwin changeTwin(String device, UnaryOperator<PlatformTwin> change) {
    PlatformTwin next = change.apply(twin(device));
    twins.put(device, next);
    return next;
  }

  boolean serves(String device) {
    return devices.containsKey(device);
  }

  /// An order of a person.
  CommandRow order(String device, String action, Terms terms) {
    orders++;
    Instant now = world.now();
    CommandRow row =
        CommandRow.stored(
                "c-" + orders,
                new CommandRow.Target(device, "gw-1", action, Json.object()),
                terms,
                now)
            .numbered(orders, now);
    boolean reached = gateway == Presence.ONLINE && devices.get(device) == Presence.ONLINE;
    put(
        terms.policy() == QueuePolicy.NOW_ONLY && !reached
            ? CommandWay.unreachable(row, "not there")
            : row);
    if (terms.policy() == QueuePolicy.REPLACE) {
      for (CommandRow each : new ArrayList<>(rows.values())) {
        CommandWay.replaced(each, row, now).ifPresent(this::put);
      }
    }
    return row;
  }

  /// Whether anything changed.
  boolean change(String id, Function<CommandRow, Optional<CommandRow>> step) {
    CommandRow before = rows.get(id);
    Optional<CommandRow> after =
        before == null ? Optional.empty() : step.apply(before).filter(row -> !row.equals(before));
    after.ifPresent(this::put);
    return after.isPresent();
  }

  void put(CommandRow row) {
    CommandRow before = rows.put(row.id(), row);
    if (row.state().isFinal() && (before == null || before.state() != row.state())) {
      ends.computeIfAbsent(row.id(), _ -> new ArrayList<>()).add(row.state());
    }
  }
}
