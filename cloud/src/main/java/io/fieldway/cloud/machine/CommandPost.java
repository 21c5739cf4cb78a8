package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.CommandRow;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.socketio.Socket;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Sends a gateway the commands that wait for it. What it does not acknowledge in time stays stored
/// and is sent again; it knows a command by its id.
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

  /// Sends what waits and is not under way. Blocks for the database only.
  void send(String gateway, Socket socket, Outgoing outgoing) {
    for (CommandRow each : commands.waiting(gateway, clock.instant(), config.commandsAtOnce())) {
      if (outgoing.underWay.size() < config.commandsAtOnce() && outgoing.underWay.add(each.id())) {
        send(each, socket, outgoing);
      }
    }
  }

  private void send(CommandRow row, Socket socket, Outgoing outgoing) {
    Command command =
        new Command(row.id(), row.device(), row.action(), row.input(), row.deadline());
    CompletionStage<List<JsonNode>> acknowledged =
        socket.emitWithAck(config.commandAckTimeout(), Events.COMMAND, command.json());
    acknowledged.whenCompleteAsync(
        (answer, thrown) -> {
          try {
            if (thrown == null) {
              answered(row, answer);
            } else {
              LOG.info("Command {} is not acknowledged: {}", row.id(), thrown.getMessage());
            }
          } catch (RuntimeException e) {
            LOG.warn("Command {} is sent again: {}", row.id(), e.toString());
          } finally {
            outgoing.underWay.remove(row.id());
          }
        },
        blocking);
  }

  private void answered(CommandRow row, List<JsonNode> answer) {
    if (answer.isEmpty() || !Refusal.is(answer.getFirst())) {
      metrics.command();
      move(row, CommandState.AT_GATEWAY, Optional.empty());
      return;
    }
    Refusal refusal = Refusal.read(answer.getFirst());
    if (refusal.code() == RefusalCode.BUSY) {
      return;
    }
    move(
        row,
        refusal.code() == RefusalCode.EXPIRED ? CommandState.EXPIRED : CommandState.FAILED,
        Optional.of("the gateway refused: " + refusal.message()));
  }

  private void move(CommandRow row, CommandState state, Optional<String> reason) {
    commands
        .move(row.id(), state, clock.instant(), reason, Json.object())
        .ifPresent(moved -> feed.publish(FeedEvent.of(moved)));
  }
}
