package io.fieldway.cloud.event;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.Patience;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlPresence;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.database.Transition;
import io.fieldway.cloud.queue.Deadlines;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.wire.channel.CommandState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens because time passes. Each method looks once; [WatchLoop] calls them on one virtual
/// thread.
final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final EventConfig config;
  private final Deadlines deadlines;
  private final SqlPresence presence;
  private final SqlCommands commands;
  private final SqlTelemetry telemetry;
  private final SqlAudit audit;
  private final Feed feed;
  private final EventMetrics metrics;
  private final Rate rate;

  Watch(
      EventConfig config,
      Deadlines deadlines,
      SqlPresence presence,
      SqlCommands commands,
      SqlTelemetry telemetry,
      SqlAudit audit,
      Feed feed,
      EventMetrics metrics) {
    this.config = config;
    this.deadlines = deadlines;
    this.presence = presence;
    this.commands = commands;
    this.telemetry = telemetry;
    this.audit = audit;
    this.feed = feed;
    this.metrics = metrics;
    this.rate = new Rate(config.ratePeriod());
  }

  /// Gateways whose deadline has passed are offline, and nobody knows of their devices.
  void silentGateways(Instant now) {
    for (String gateway : deadlines.due(now, config.atOnce())) {
      List<Transition> transitions = presence.silent(gateway, now.minus(config.silence()));
      deadlines.remove(gateway);
      for (Transition each : transitions) {
        if (each instanceof Transition.OfGateway) {
          LOG.info("Gateway {} is offline", gateway);
          metrics.offline();
        }
        feed.publish(FeedEvent.of(each, now));
      }
    }
  }

  /// Redis may have lost deadlines; the database knows who is online.
  void reconcile() {
    Map<String, Instant> missing = new HashMap<>();
    presence
        .online()
        .forEach((gateway, proof) -> missing.put(gateway, proof.plus(config.silence())));
    deadlines.addMissing(missing);
  }

  /// Commands that nobody could act on in time are expired, and those that never wait have failed.
  void lateCommands(Instant now) {
    Patience patience = new Patience(config.grace(), config.nowPatience());
    for (CommandRow each : commands.late(now, patience, config.atOnce())) {
      if (each.state() == CommandState.EXPIRED) {
        metrics.expired();
      }
      LOG.info("Command {} is late: {}", each.id(), each.state().word());
      feed.publish(FeedEvent.of(each));
    }
  }

  /// Tells where everything stands.
  void totals(Instant now) {
    SqlTelemetry.Totals totals = telemetry.totals();
    double perSecond = Math.round(rate.perSecond(now, totals.stored()) * 10) / 10.0;
    feed.publish(
        new FeedEvent.Totals(
            now,
            totals.stored(),
            totals.quarantined(),
            perSecond,
            totals.received(),
            totals.expected(),
            totals.duplicates()));
  }

  /// Keeps the audit within its bound.
  void tidy() {
    metrics.forgotten(audit.keep(config.auditEntries()));
  }
}
