package io.fieldway.cloud.machine;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Dispatch;
import io.fieldway.cloud.command.Dispatch.Errand;
import io.fieldway.cloud.command.Withdrawal;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.socketio.Socket;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Sends a gateway what [Dispatch] says. That a command is sent is stored before it is. What the
/// gateway does not acknowledge in time stays stored and is sent again; it knows a command by its
/// id.
final class CommandPost {
  private static final Logger LOG = LoggerFactory.getLogger(CommandPost.class);

  private final MachineConfig config;
  private final SqlCommands commands;
  private final Feed feed;
  private final MachineMetrics metrics;
  private final Clock clock;
  private final Executor blocking;

  CommandPost(
      MachineConfig config,
      SqlCommands commands,
      Feed feed,
      MachineMetrics metrics,
      Clock clock,
      Executor blocking) {
    this.config = config;
    this.commands = commands;
    this.feed = feed;
    this.metrics = metrics;
    this.clock = clock;
    this.blocking = blocking;
  }

  /// The commands under way to one gateway in one session.
  static final class Outgoing {
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  }

  /// Gateways for which something may be sent now.
  List<String> gatewaysAwaited() {
    Instant now = clock.instant();
    return commands.gatewaysAwaited(now, now.plus(config.sendAhead()));
  }

  /// Sends what waits and is not under way. Blocks for the database only.
  void send(String gateway, Socket socket, Outgoing outgoing) {
    Instant now = clock.instant();
    Dispatch.Limits limits =
        new Dispatch.Limits(config.sendAhead(), config.nowPatience(), config.commandsAtOnce());
    List<CommandRow> rows =
        commands.sendable(gateway, now, now.plus(config.sendAhead()), 2 * config.commandsAtOnce());
    List<String> offers = new ArrayList<>();
    for (Errand each : Dispatch.next(rows, Set.copyOf(outgoing.underWay), now, limits)) {
      if (outgoing.underWay.add(each.row().id())) {
        switch (each) {
          case Errand.Offer offer -> offers.add(offer.row().id());
          case Errand.Retract retract -> retract(gateway, retract.row(), socket, outgoing);
        }
      }
    }
    if (!offers.isEmpty()) {
      offer(gateway, offers, now, socket, outgoing);
    }
  }

  private void offer(
      String gateway, List<String> ids, Instant now, Socket socket, Outgoing outgoing) {
    Set<String> stay = new HashSet<>(ids);
    try {
      for (CommandRow each : commands.offer(ids, now)) {
        stay.remove(each.id());
        emit(
            gateway,
            each,
            Events.COMMAND,
            each.command().json(),
            answer -> offered(each, answer),
            socket,
            outgoing);
      }
    } finally {
      outgoing.underWay.removeAll(stay);
    }
  }

  private void retract(String gateway, CommandRow row, Socket socket, Outgoing outgoing) {
    String reason = row.withdrawal().map(Withdrawal::reason).orElse("withdrawn");
    emit(
        gateway,
        row,
        Events.COMMAND_CANCEL,
        new CommandCancel(row.command(), reason).json(),
        answer -> retracted(row, answer),
        socket,
        outgoing);
  }

  private void emit(
      String gateway,
      CommandRow row,
      String event,
      JsonNode body,
      Function<List<JsonNode>, Boolean> answered,
      Socket socket,
      Outgoing outgoing) {
    var _ =
        socket
            .emitWithAck(config.commandAckTimeout(), event, body)
            .whenCompleteAsync(
                (answer, thrown) -> {
                  if (heard(row, answered, outgoing, answer, thrown)) {
                    goOn(gateway, socket, outgoing);
                  }
                },
                blocking);
  }

  private static boolean heard(
      CommandRow row,
      Function<List<JsonNode>, Boolean> answered,
      Outgoing outgoing,
      List<JsonNode> answer,
      Throwable thrown) {
    try {
      if (thrown == null) {
        return answered.apply(answer);
      }
      LOG.info("Command {} is not acknowledged: {}", row.id(), thrown.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("Command {} is sent again: {}", row.id(), e.toString());
    } finally {
      outgoing.underWay.remove(row.id());
    }
    return false;
  }

  /// What waited for the answer goes now.
  private void goOn(String gateway, Socket socket, Outgoing outgoing) {
    try {
      send(gateway, socket, outgoing);
    } catch (RuntimeException e) {
      LOG.warn("Commands for gateway {} are looked for again: {}", gateway, e.toString());
    }
  }

  private boolean offered(CommandRow row, List<JsonNode> answer) {
    if (answer.isEmpty() || !Refusal.is(answer.getFirst())) {
      metrics.command();
      return change(row, now -> before -> CommandWay.taken(before, now));
    }
    Refusal refusal = Refusal.read(answer.getFirst());
    return change(row, now -> before -> CommandWay.refused(before, refusal, now));
  }

  private boolean retracted(CommandRow row, List<JsonNode> answer) {
    if (answer.isEmpty() || Refusal.is(answer.getFirst())) {
      LOG.info("The gateway does not cancel command {} now", row.id());
      return false;
    }
    CommandState state = CommandCancel.Answer.read(answer.getFirst()).state();
    return change(row, now -> before -> CommandWay.withdrawn(before, state, now));
  }

  private boolean change(
      CommandRow row, Function<Instant, Function<CommandRow, Optional<CommandRow>>> step) {
    Optional<CommandRow> changed = commands.change(row.id(), step.apply(clock.instant()));
    changed.ifPresent(now -> feed.publish(FeedEvent.of(now)));
    return changed.isPresent();
  }
}
