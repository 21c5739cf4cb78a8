package io.fieldway.trials.instructions;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.command.CommandBook;
import io.fieldway.gateway.command.CommandBook.Effect;
import io.fieldway.gateway.command.CommandConfig;
import io.fieldway.gateway.command.JournalEntry;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.device.DeviceLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A gateway around the real core: a journal whose last writes a crash may lose, a clock that is
/// wrong by hours, devices that come and go.
final class Gateway {
  private final World world;
  private final CommandConfig config;
  private final Map<String, ModelDevice> devices;
  private final Map<String, String> disk = new LinkedHashMap<>();
  private final Deque<JournalEntry> writing = new ArrayDeque<>();

  /// When each was first given, by the true time.
  final Map<String, Instant> given = new HashMap<>();

  /// What was over and has been forgotten at the journal's bound.
  final Set<String> forgotten = new HashSet<>();

  @Var private Duration clockError;
  @Var private Optional<CommandBook> book = Optional.empty();
  @Var private Platform platform;
  @Var private long life;
  @Var private long session;

  Gateway(World world, Platform platform, Map<String, ModelDevice> devices) {
    this.world = world;
    this.platform = platform;
    this.devices = devices;
    this.config =
        new CommandConfig(
            world.chance(0.3) ? 12 : 1_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofHours(24));
    this.clockError = Duration.ofMillis(world.between(-36_000_000, 36_000_000));
    world.every(500, () -> on(core -> core.tick(clock())));
    world.every(30_000, this::beat);
  }

  private interface Happening {
    List<Effect> in(CommandBook core);
  }

  boolean isUp() {
    return book.isPresent();
  }

  CommandBook core() {
    return book.orElseThrow();
  }

  /// What the journal holds now.
  Optional<JournalEntry> entry(String id) {
    return Optional.ofNullable(disk.get(id)).map(JournalEntry::read);
  }

  void start() {
    life++;
    if (world.chance(0.2)) {
      clockError = clockError.minusMillis(world.between(0, 36_000_000));
    }
    book =
        Optional.of(
            new CommandBook(
                config, disk.values().stream().map(JournalEntry::read).toList(), clock()));
    devices.values().stream()
        .filter(ModelDevice::isConnected)
        .forEach(each -> on(core -> core.online(each.id, clock())));
  }

  /// As with `kill -9`: of what was being written, the first may be on disk.
  void kill() {
    book = Optional.empty();
    life++;
    while (!writing.isEmpty() && world.chance(0.5)) {
      put(writing.removeFirst());
    }
    writing.clear();
  }

  /// A session begins; the platform told its time after it was asked.
  void linked(long one, Instant platformTime, Duration sinceAsked) {
    session = one;
    Instant now = clock();
    on(core -> {
      core.heard(Optional.of(platformTime), now.minus(sinceAsked), now);
      return core.linked(now);
    });
  }

  void deviceOnline(String device) {
    on(core -> core.online(device, clock()));
  }

  void deviceOffline(String device) {
    book.ifPresent(core -> core.offline(device));
  }

  void result(String device, DeviceLine.Result result) {
    on(core -> core.result(device, result, clock()).orElse(List.of()));
  }

  void command(Command command) {
    on(core -> core.arrive(command, true, clock()));
  }

  void cancel(CommandCancel cancel) {
    on(core -> core.cancel(cancel, clock()));
  }

  private void beat() {
    if (isUp() && platform.isLive(session)) {
      Instant asked = clock();
      platform.time(
          session,
          time ->
              on(core -> {
                core.heard(Optional.of(time), asked, clock());
                return List.of();
              }));
    }
  }

  private Instant clock() {
    return world.now().plus(clockError);
  }

  private void on(Happening happening) {
    if (book.isPresent()) {
      happening.in(book.get()).forEach(this::carryOut);
    }
  }

  private void carryOut(Effect effect) {
    long one = session;
    switch (effect) {
      case Effect.Write(JournalEntry entry) -> write(entry);
      case Effect.Erase(List<String> ids) -> {
        ids.forEach(disk::remove);
        forgotten.addAll(ids);
      }
      case Effect.Accept(String id) -> platform.accepted(one, id);
      case Effect.Refuse(String id, var refusal) -> platform.refused(one, id, refusal);
      case Effect.Withdrawn(String id, var state) -> platform.withdrawn(one, id, state);
      case Effect.RefuseCancel(String id, var _) -> platform.notWithdrawn(one, id);
      case Effect.Give(Command command) -> give(command);
      case Effect.Report(var report) ->
          platform.report(one, report, () -> on(core -> core.stored(report, clock())));
      case Effect.Ended _ -> {}
    }
  }

  private void give(Command command) {
    given.putIfAbsent(command.id(), world.now());
    ModelDevice device = devices.get(command.deviceId());
    if (device != null && device.isConnected()) {
      device.instruct(command, this);
    }
  }

  private void write(JournalEntry entry) {
    writing.addLast(entry);
    long during = life;
    world.after(
        world.between(0, 20),
        () -> {
          if (during == life && !writing.isEmpty()) {
            JournalEntry first = writing.removeFirst();
            boolean onDisk = world.chance(0.99);
            if (onDisk) {
              put(first);
            }
            on(core -> core.written(first.id(), onDisk, clock()));
          }
        });
  }

  private void put(JournalEntry entry) {
    disk.put(entry.id(), entry.write());
  }
}
