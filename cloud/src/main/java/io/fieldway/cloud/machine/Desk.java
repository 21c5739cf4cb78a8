package io.fieldway.cloud.machine;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlPresence;
import io.fieldway.cloud.database.Transition;
import io.fieldway.cloud.queue.Deadlines;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.cloud.queue.Sessions;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Heard;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Stores what gateways say, then shows it. Blocks; used on virtual threads.
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

  private final MachineConfig config;
  private final SqlPresence presence;
  private final SqlCommands commands;
  private final SqlGateways gateways;
  private final SqlAudit audit;
  private final TwinPost twins;
  private final Deadlines deadlines;
  private final Sessions sessions;
  private final Feed feed;
  private final Clock clock;

  Desk(
      MachineConfig config,
      SqlPresence presence,
      SqlCommands commands,
      SqlGateways gateways,
      SqlAudit audit,
      TwinPost twins,
      Deadlines deadlines,
      Sessions sessions,
      Feed feed,
      Clock clock) {
    this.config = config;
    this.presence = presence;
    this.commands = commands;
    this.gateways = gateways;
    this.audit = audit;
    this.twins = twins;
    this.deadlines = deadlines;
    this.sessions = sessions;
    this.feed = feed;
    this.clock = clock;
  }

  /// A session has begun.
  void began(String gateway, Sessions.Place place) {
    Instant now = clock.instant();
    sessions.put(gateway, place, config.patience());
    deadlines.set(gateway, now.plus(config.patience()));
    show(presence.seen(gateway, now), now);
  }

  /// Stores a heartbeat.
  ///
  /// @return the answer; empty where a newer session has begun
  Optional<JsonNode> heartbeat(String gateway, Sessions.Place place, Heartbeat heartbeat) {
    Instant now = clock.instant();
    if (gateways.sessionEpoch(gateway) > place.epoch()) {
      return Optional.empty();
    }
    deadlines.set(gateway, now.plus(config.patience()));
    // Not only made to live on: a Redis that lost everything knows it again.
    sessions.put(gateway, place, config.patience());
    show(presence.heartbeat(gateway, heartbeat, now), now);
    return Optional.of(new Heard(now, twins.drifted(gateway, heartbeat.twins())).json());
  }

  /// A session is over; the gateway may be anywhere now.
  void ended(String gateway, long epoch) {
    sessions.remove(gateway, epoch);
  }

  /// Stores a report, once however often it comes.
  JsonNode report(String gateway, CommandReport report, String address) {
    Optional<CommandRow> command = commands.find(report.id());
    if (command.isEmpty() || !command.get().gateway().equals(gateway)) {
      LOG.warn("Gateway {} reports on a command that is not its own", gateway);
      audit.add(
          clock.instant(),
          "command.forged",
          gateway,
          address,
          command.isEmpty() ? "no such command" : "a command of another gateway");
      return Refusal.of(RefusalCode.UNKNOWN_COMMAND, "no command " + report.id() + " was given")
          .json();
    }
    commands
        .change(report.id(), row -> CommandWay.reported(row, report, clock.instant()))
        .ifPresent(moved -> feed.publish(FeedEvent.of(moved)));
    return new Done().json();
  }

  /// Writes down what a gateway has tried and must not.
  void accuse(String kind, String gateway, String address, String detail) {
    audit.add(clock.instant(), kind, gateway, address, detail);
  }

  private void show(List<Transition> transitions, Instant now) {
    for (Transition each : transitions) {
      if (each instanceof Transition.OfGateway(var row, boolean changed) && changed) {
        LOG.info("Gateway {} is {}", row.id(), row.state().word());
      }
      feed.publish(FeedEvent.of(each, now));
    }
  }
}
