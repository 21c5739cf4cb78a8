package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.database.Presence;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.model.QueuePolicy;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Devices, a gateway, two machine servers, a committer, a watch, Redis and a database, people at
/// both ends, and everything that can happen to them. The same seed is the same run.
final class ChannelSimulation {
  private static final List<String> NAMES = List.of("valve-1", "valve-2", "valve-3");

  /// How late the platform may notice that a gateway is silent.
  private static final Duration NOTICE = Platform.WATCH.multipliedBy(3);

  final World world;
  final Network network;
  final Platform platform;
  final FieldGateway gateway;
  final Map<String, FieldDevice> devices = new LinkedHashMap<>();

  /// Since when the event server and Redis have been up.
  @Var private Optional<Instant> watched = Optional.empty();

  ChannelSimulation(long seed, Path directory) {
    world = new World(seed);
    network = new Network(world);
    platform = new Platform(world, network, registrations());
    gateway = new FieldGateway(world, network, directory);
    gateway.start();
    NAMES.forEach(each -> devices.put(each, new FieldDevice(each, world, gateway)));
    world.every(1_000, this::presenceTellsTheTruth);
  }

  /// A while of everything.
  void disturb(long millis) {
    for (long at = 0; at < millis; at += world.between(500, 5_000)) {
      world.after(at, this::live);
    }
    for (long at = 0; at < millis; at += world.between(1_000, 15_000)) {
      world.after(at, this::fault);
    }
    world.run(millis);
  }

  /// Everything is there and works; all that can end has ended afterwards.
  void heal() {
    network.heal();
    platform.heal();
    gateway.start();
    devices.values().forEach(FieldDevice::switchOn);
    world.run(100_000);
    devices.values().forEach(FieldDevice::rest);
    world.run(20_000);
  }

  /// What must hold in the end.
  void check() {
    nothingAckedIsLost();
    executedAtMostOnce();
    twinsConverge();
    presenceIsRight();
  }

  /// A new order for a device.
  CommandRow order(String device, String action, Terms terms) {
    CommandRow row = platform.database().order(device, action, terms);
    platform.wake();
    return row;
  }

  /// Somebody at the platform desires a value.
  void desire(String device, int value) {
    JsonNode wish = Json.parse(FieldDevice.INTERVAL, String.valueOf(value));
    platform
        .database()
        .changeTwin(
            device,
            twin ->
                twin.desire(
                    Map.of(FieldDevice.INTERVAL, Optional.of(wish)),
                    model().properties().keySet(),
                    world.now(),
                    "person"));
    platform.wake();
  }

  private void live() {
    String device = world.oneOf(NAMES);
    switch (world.below(8)) {
      case 0, 1, 2 -> order(device, world.oneOf(List.of("open", "close")), terms());
      case 3, 4 -> desire(device, world.below(1_000));
      case 5 -> device(device).set(world.below(1_000));
      case 6 -> device(device).leave();
      default -> {
        if (world.chance(0.5)) {
          device(device).restart();
        } else {
          device(device).switchOff();
          world.after(world.between(500, 30_000), () -> device(device).switchOn());
        }
      }
    }
  }

  private Terms terms() {
    QueuePolicy policy = world.oneOf(List.of(QueuePolicy.values()));
    Instant now = world.now();
    boolean held = policy != QueuePolicy.NOW_ONLY && world.chance(0.3);
    Instant begin = held ? now.plusMillis(world.between(1, 30_000)) : now;
    return new Terms(
        policy,
        held ? Optional.of(begin) : Optional.empty(),
        begin.plusMillis(world.between(500, 30_000)));
  }

  private void fault() {
    long millis = world.between(300, 25_000);
    switch (world.below(7)) {
      case 0 -> {
        network.cut();
        world.after(millis, network::mend);
      }
      case 1 -> network.breakConnections();
      case 2 -> {
        gateway.kill();
        devices.values().forEach(FieldDevice::gatewayDied);
        world.after(millis, gateway::start);
      }
      case 3 -> {
        MachineServer server = world.oneOf(platform.servers);
        if (server.isUp()) {
          server.kill();
          world.after(millis, () -> start(server));
        }
      }
      case 4 -> {
        platform.killCommitter();
        world.after(millis, platform::startCommitter);
      }
      case 5 -> {
        platform.killWatch();
        world.after(millis, platform::startWatch);
      }
      default -> {
        platform.redis().kill();
        world.after(millis, platform.redis()::start);
      }
    }
  }

  private static void start(MachineServer server) {
    if (!server.isUp()) {
      server.start();
    }
  }

  private void nothingAckedIsLost() {
    for (FieldDevice device : devices.values()) {
      List<Integer> lost = new ArrayList<>();
      for (int each : device.acknowledged) {
        if (!platform.database().stored.containsKey(device.id + " " + each)) {
          lost.add(each);
        }
      }
      require("NothingAckedIsLost", lost.isEmpty(), device.id + " lost " + lost);
    }
    OutboxState held = gateway.held();
    for (StreamState each : held.streams()) {
      long committed = platform.database().committed.getOrDefault(each.stream(), 0L);
      require(
          "NothingAckedIsLost", committed == each.last(), each + " is committed to " + committed);
    }
  }

  private void executedAtMostOnce() {
    for (CommandRow row : platform.database().rows.values()) {
      List<CommandState> ends = platform.database().ends.getOrDefault(row.id(), List.of());
      boolean once = ends.size() == 1;
      boolean corrected = ends.size() == 2 && ends.getFirst() == CommandState.EXPIRED;
      require("ExecutedAtMostOnce", once || corrected, row + " ended as " + ends);
      boolean acted = device(row.device()).hasActedOn(row.id());
      boolean fits =
          switch (row.state()) {
            case EXECUTED -> acted;
            case CANCELLED, EXPIRED -> !acted;
            case FAILED, ACCEPTED, STORED, AT_GATEWAY, AT_DEVICE -> true;
          };
      require("ExecutedAtMostOnce", fits, row + (acted ? " was" : " was not") + " executed");
    }
  }

  private void twinsConverge() {
    for (FieldDevice device : devices.values()) {
      PlatformTwin there = platform.database().twin(device.id);
      Twin here = gateway.twin(device.id).orElseThrow();
      boolean equal = here.hash().equals(there.twin().hash());
      require("TwinsConverge", equal, here + " and " + there.twin());
      Optional<Integer> reported =
          here.reported()
              .of(FieldDevice.INTERVAL)
              .flatMap(TwinEntry::value)
              .map(JsonNode::intValue);
      require(
          "TwinsConverge",
          reported.equals(Optional.of(device.interval)),
          device.id + " has " + device.interval + " and reported " + reported);
      Optional<Integer> desired =
          here.desired().of(FieldDevice.INTERVAL).flatMap(TwinEntry::value).map(JsonNode::intValue);
      require(
          "TwinsConverge",
          desired.isEmpty() || desired.equals(reported),
          device.id + " is to have " + desired + " and has " + reported);
    }
  }

  /// Where all has settled, presence is what it is.
  private void presenceIsRight() {
    Database database = platform.database();
    require("PresenceTellsTheTruth", database.gateway == Presence.ONLINE, "offline in the end");
    for (FieldDevice device : devices.values()) {
      Presence is = device.isConnected() ? Presence.ONLINE : Presence.OFFLINE;
      require(
          "PresenceTellsTheTruth",
          database.devices.get(device.id) == is,
          device.id + " is " + is + " and is shown as " + database.devices.get(device.id));
    }
  }

  /// At every moment: a gateway is shown as online only where it was heard not long ago, while
  /// somebody watches; and nothing is said of devices whose gateway is not heard.
  private void presenceTellsTheTruth() {
    Database database = platform.database();
    Instant now = world.now();
    watched = platform.isWatched() ? watched.or(() -> Optional.of(now)) : Optional.empty();
    boolean couldBeNoticed = watched.filter(since -> since.plus(NOTICE).isBefore(now)).isPresent();
    boolean heard =
        database
            .lastProof
            .filter(proof -> proof.plus(Platform.SILENCE).plus(NOTICE).isAfter(now))
            .isPresent();
    require(
        "PresenceTellsTheTruth",
        database.gateway == Presence.OFFLINE || heard || !couldBeNoticed,
        "shown as online, though last heard at " + database.lastProof);
    if (database.gateway == Presence.OFFLINE) {
      require(
          "PresenceTellsTheTruth",
          database.devices.values().stream().allMatch(each -> each == Presence.UNKNOWN),
          "devices of a gateway that is offline: " + database.devices);
    }
  }

  private FieldDevice device(String id) {
    return Optional.ofNullable(devices.get(id)).orElseThrow();
  }

  private static void require(String invariant, boolean holds, String what) {
    Invariants.require(invariant, holds, what);
  }

  private static Registrations registrations() {
    ThingModel model = model();
    Map<String, String> all = new LinkedHashMap<>();
    NAMES.forEach(each -> all.put(each, model.id()));
    return new Registrations(Map.of(model.id(), model), all);
  }

  private static ThingModel model() {
    return ThingModel.read(
        Json.parse(
            "model",
            """
            {"@type": "tm:ThingModel", "id": "urn:fieldway:model:valve", "title": "Valve",
             "version": {"model": "1.0.0"}, "properties": {
              "level": {"type": "integer", "readOnly": true},
              "interval": {"type": "integer"}},
             "actions": {"open": {}, "close": {}}}
            """));
  }
}
