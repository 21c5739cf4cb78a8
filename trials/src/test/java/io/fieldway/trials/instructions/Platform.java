package io.fieldway.trials.instructions;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Dispatch;
import io.fieldway.cloud.command.Dispatch.Errand;
import io.fieldway.cloud.command.Patience;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.command.Withdrawal;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.model.QueuePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// A platform around the real cores: its rows outlive a crash, what is under way does not.
final class Platform {
  static final Patience PATIENCE = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5));
  private static final Dispatch.Limits LIMITS =
      new Dispatch.Limits(Duration.ofSeconds(60), PATIENCE.now(), 32);
  private static final long ACK_TIMEOUT = 10_000;

  private final World world;
  private final Link link;
  final Map<String, CommandRow> rows = new LinkedHashMap<>();

  /// Every end that a command has had.
  final Map<String, List<CommandState>> ends = new HashMap<>();

  private final Map<String, Long> underWay = new HashMap<>();
  @Var private Optional<Gateway> gateway = Optional.empty();
  @Var private boolean up = true;
  @Var private boolean live;
  @Var private long session;
  @Var private long sent;
  @Var private long number;

  Platform(World world, Link link) {
    this.world = world;
    this.link = link;
    world.every(2_000, this::sweep);
  }

  boolean isUp() {
    return up;
  }

  boolean isLive(long one) {
    return up && live && one == session && link.isCurrent(one);
  }

  boolean isLive() {
    return isLive(session);
  }

  void kill() {
    up = false;
    lost();
  }

  void start() {
    up = true;
  }

  void lost() {
    live = false;
    underWay.clear();
  }

  /// The gateway has shown who it is.
  void begin(Gateway one, long epoch) {
    gateway = Optional.of(one);
    session = epoch;
    live = true;
    underWay.clear();
    send();
  }

  void time(long one, Consumer<Instant> answer) {
    link.carry(
        one,
        () -> {
          Instant time = world.now();
          link.carry(one, () -> answer.accept(time));
        });
  }

  /// An order of a person.
  CommandRow order(String device, String action, Terms terms, boolean deviceOnline) {
    number++;
    Instant now = world.now();
    CommandRow row =
        CommandRow.stored(
                "c-" + number,
                new CommandRow.Target(device, "gw", action, Json.object()),
                terms,
                now)
            .numbered(number, now);
    boolean unreachable = terms.policy() == QueuePolicy.NOW_ONLY && (!deviceOnline || !isLive());
    put(unreachable ? CommandWay.unreachable(row, "not there") : row);
    if (terms.policy() == QueuePolicy.REPLACE) {
      for (CommandRow each : new ArrayList<>(rows.values())) {
        CommandWay.replaced(each, row, now).ifPresent(this::put);
      }
    }
    send();
    return row;
  }

  void withdraw(String id) {
    change(id, row -> CommandWay.withdraw(row, "not wanted", world.now()));
    send();
  }

  void accepted(long one, String id) {
    up(one, id, row -> CommandWay.taken(row, world.now()));
  }

  void refused(long one, String id, Refusal refusal) {
    up(one, id, row -> CommandWay.refused(row, refusal, world.now()));
  }

  void withdrawn(long one, String id, CommandState state) {
    up(one, id, row -> CommandWay.withdrawn(row, state, world.now()));
  }

  void notWithdrawn(long one, String id) {
    up(one, id, row -> Optional.empty());
  }

  void report(long one, CommandReport report, Runnable stored) {
    link.carry(
        one,
        () -> {
          if (isLive(one)) {
            change(report.id(), row -> CommandWay.reported(row, report, world.now()));
            link.carry(one, stored);
          }
        });
  }

  private void up(long one, String id, Function<CommandRow, Optional<CommandRow>> step) {
    link.carry(
        one,
        () -> {
          if (isLive(one)) {
            underWay.remove(id);
            if (change(id, step)) {
              send();
            }
          }
        });
  }

  private void sweep() {
    if (up) {
      for (CommandRow each : new ArrayList<>(rows.values())) {
        CommandWay.late(each, world.now(), PATIENCE).ifPresent(this::put);
      }
      send();
    }
  }

  private void send() {
    if (!isLive()) {
      return;
    }
    Instant now = world.now();
    for (Errand each : Dispatch.next(rows.values(), Set.copyOf(underWay.keySet()), now, LIMITS)) {
      switch (each) {
        case Errand.Offer(CommandRow row) ->
            CommandWay.offer(row, now)
                .ifPresent(offered -> {
                  put(offered);
                  carry(offered.id(), gw -> gw.command(offered.command()));
                });
        case Errand.Retract(CommandRow row) -> {
          String reason = row.withdrawal().map(Withdrawal::reason).orElseThrow();
          carry(row.id(), gw -> gw.cancel(new CommandCancel(row.command(), reason)));
        }
      }
    }
  }

  private void carry(String id, Consumer<Gateway> arrival) {
    long token = sent++;
    underWay.put(id, token);
    link.carry(session, () -> gateway.ifPresent(arrival));
    world.after(ACK_TIMEOUT, () -> underWay.remove(id, token));
  }

  private boolean change(String id, Function<CommandRow, Optional<CommandRow>> step) {
    CommandRow before = rows.get(id);
    Optional<CommandRow> after =
        before == null ? Optional.empty() : step.apply(before).filter(row -> !row.equals(before));
    after.ifPresent(this::put);
    return after.isPresent();
  }

  private void put(CommandRow row) {
    CommandRow before = rows.put(row.id(), row);
    if (row.state().isFinal() && (before == null || before.state() != row.state())) {
      ends.computeIfAbsent(row.id(), _ -> new ArrayList<>()).add(row.state());
    }
  }
}
