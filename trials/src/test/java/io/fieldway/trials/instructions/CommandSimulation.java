package io.fieldway.trials.instructions;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.Terms;
import io.fieldway.gateway.command.JournalEntry;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The platform's and a gateway's core, devices, people who order and withdraw, and everything that
/// can happen to them. The same seed is the same run.
final class CommandSimulation {
  private static final List<String> ACTIONS = List.of("open", "close", "set");

  /// What a slow device line may add to the gateway's punctuality.
  private static final long LINE_MILLIS = 50;

  final World world;
  final Link link;
  final Platform platform;
  final Gateway gateway;
  final Map<String, ModelDevice> devices = new LinkedHashMap<>();

  CommandSimulation(long seed) {
    world = new World(seed);
    link = new Link(world);
    platform = new Platform(world, link);
    for (int i = 0; i < 3; i++) {
      devices.put("d-" + i, new ModelDevice(world, "d-" + i));
    }
    gateway = new Gateway(world, platform, devices);
    gateway.start();
    devices.keySet().forEach(this::connect);
    world.every(400, this::meet);
  }

  /// A while of everything.
  void disturb(long millis) {
    long end = millis;
    for (long at = 0; at < end; at += world.between(100, 2_500)) {
      world.after(at, this::order);
    }
    for (long at = 0; at < end; at += world.between(500, 8_000)) {
      world.after(at, this::withdraw);
    }
    for (long at = 0; at < end; at += world.between(1_000, 12_000)) {
      world.after(at, this::fault);
    }
    world.run(millis);
  }

  /// Everything is there and works; all that can end has ended afterwards.
  void heal() {
    link.heal();
    platform.start();
    if (!gateway.isUp()) {
      gateway.start();
    }
    devices.keySet().forEach(this::connect);
    world.run(100_000);
  }

  void check() {
    for (CommandRow row : platform.rows.values()) {
      endsInOneState(row);
      beginsInItsTime(row);
    }
    devices.values().forEach(this::fifoKeepsOrder);
  }

  CommandRow order(String device, String action, Terms terms) {
    return platform.order(device, action, terms, device(device).isConnected());
  }

  /// What a device has done, the first in front.
  List<ModelDevice.Execution> executions(String device) {
    return device(device).executions;
  }

  /// A command as the platform holds it.
  CommandRow row(String id) {
    return Optional.ofNullable(platform.rows.get(id)).orElseThrow();
  }

  private ModelDevice device(String id) {
    return Optional.ofNullable(devices.get(id)).orElseThrow();
  }

  void connect(String device) {
    if (!device(device).isConnected()) {
      device(device).connect();
      gateway.deviceOnline(device);
    }
  }

  void disconnect(String device) {
    if (device(device).isConnected()) {
      device(device).disconnect();
      gateway.deviceOffline(device);
    }
  }

  void killGateway(long millis) {
    if (gateway.isUp()) {
      gateway.kill();
      link.begin();
      platform.lost();
      world.after(
          millis,
          () -> {
            if (!gateway.isUp()) {
              gateway.start();
            }
          });
    }
  }

  void killPlatform(long millis) {
    platform.kill();
    world.after(millis, platform::start);
  }

  void cut(long millis) {
    link.cut();
    platform.lost();
    world.after(millis, link::mend);
  }

  private void order() {
    if (!platform.isUp()) {
      return;
    }
    QueuePolicy[] policies = QueuePolicy.values();
    QueuePolicy policy =
        world.chance(0.5) ? QueuePolicy.FIFO : policies[world.below(policies.length)];
    Instant now = world.now();
    boolean held = policy != QueuePolicy.NOW_ONLY && world.chance(0.4);
    Instant begin = held ? now.plusMillis(world.between(1, 40_000)) : now;
    Terms terms =
        new Terms(
            policy,
            held ? Optional.of(begin) : Optional.empty(),
            begin.plusMillis(world.between(500, 30_000)));
    order("d-" + world.below(3), ACTIONS.get(world.below(3)), terms);
  }

  private void withdraw() {
    if (platform.isUp() && !platform.rows.isEmpty()) {
      List<String> ids = new ArrayList<>(platform.rows.keySet());
      int newest = Math.min(ids.size(), 6);
      platform.withdraw(ids.get(ids.size() - 1 - world.below(newest)));
    }
  }

  private void fault() {
    long millis = world.between(500, 20_000);
    switch (world.below(4)) {
      case 0 -> cut(millis);
      case 1 -> killGateway(millis);
      case 2 -> killPlatform(millis);
      default -> {
        String device = "d-" + world.below(3);
        disconnect(device);
        world.after(millis, () -> connect(device));
      }
    }
  }

  /// A session begins where both are there and none is.
  private void meet() {
    if (!gateway.isUp() || !platform.isUp() || !link.isWhole() || platform.isLive()) {
      return;
    }
    long session = link.begin();
    long asked = link.delay();
    long answered = link.delay();
    world.after(
        asked,
        () -> {
          if (link.isCurrent(session) && platform.isUp()) {
            Instant time = world.now();
            platform.begin(gateway, session);
            world.after(
                answered,
                () -> {
                  if (link.isCurrent(session)) {
                    gateway.linked(session, time, Duration.ofMillis(asked + answered));
                  }
                });
          }
        });
  }

  private void endsInOneState(CommandRow row) {
    require("EndsInOneState", row.state().isFinal(), row + " has no end");
    List<CommandState> ends = platform.ends.getOrDefault(row.id(), List.of());
    boolean once = ends.size() == 1;
    boolean corrected = ends.size() == 2 && ends.getFirst() == CommandState.EXPIRED;
    require("EndsInOneState", once || corrected, row + " ended as " + ends);
    Optional<CommandState> there =
        gateway.entry(row.id()).flatMap(JournalEntry::end).map(end -> end.state());
    require(
        "EndsInOneState",
        there.isEmpty() || there.get() == row.state() || gateway.forgotten.contains(row.id()),
        row + " is " + there + " at its gateway");
    long executions =
        devices.values().stream()
            .flatMap(each -> each.executions.stream())
            .filter(each -> each.command().id().equals(row.id()))
            .count();
    require("ExecutedAtMostOnce", executions <= 1, row + " was executed " + executions + " times");
    boolean fits =
        switch (row.state()) {
          case EXECUTED -> executions == 1;
          case CANCELLED, EXPIRED -> executions == 0;
          case FAILED, ACCEPTED, STORED, AT_GATEWAY, AT_DEVICE -> true;
        };
    require("EndsInOneState", fits, row + " was executed " + executions + " times");
  }

  private void beginsInItsTime(CommandRow row) {
    Instant given = gateway.given.get(row.id());
    if (given != null) {
      require(
          "NothingAfterItsDeadline",
          given.isBefore(row.deadline()),
          row + " was given at " + given);
      Optional<Instant> from = row.terms().notBefore();
      require(
          "NothingBeforeItsTime",
          from.isEmpty() || !given.isBefore(from.get()),
          row + " was given at " + given);
    }
  }

  /// What was sent ahead does not wait for what was ordered afterwards.
  private void fifoKeepsOrder(ModelDevice device) {
    Set<CommandRow> begun = new HashSet<>();
    for (ModelDevice.Execution each : device.executions) {
      require(
          "NothingAfterItsDeadline",
          each.at().isBefore(each.command().deadline().plusMillis(LINE_MILLIS)),
          each + " was late");
      CommandRow row = platform.rows.get(each.command().id());
      if (row != null && row.terms().policy() != QueuePolicy.NOW_ONLY) {
        for (CommandRow before : begun) {
          boolean ahead = before.offered().filter(sent -> row.created().isAfter(sent)).isPresent();
          require(
              "FifoKeepsOrder",
              ahead || before.place().compareTo(row.place()) < 0,
              before + " began before " + row);
        }
        begun.add(row);
      }
    }
  }

  private static void require(String invariant, boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(invariant + ": " + what);
    }
  }
}
