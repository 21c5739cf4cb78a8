package io.fieldway.cloud.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.database.Presence;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlPresence;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.queue.Deadlines;
import io.fieldway.cloud.queue.FeedItem;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Heartbeat;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Time passes by argument; Redis and the database are real.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatchTest {
  private static final Duration SILENCE = Duration.ofSeconds(90);

  private Rig rig;
  private Watch watch;
  private Deadlines deadlines;
  private String gateway = "";
  private String device = "";
  private Instant now = Instant.EPOCH;

  @BeforeAll
  void start(@TempDir Path data) {
    rig = Rig.start(data);
    deadlines = new Deadlines(rig.redis());
    watch =
        new Watch(
            EventConfig.of(SILENCE),
            deadlines,
            new SqlPresence(rig.database()),
            new SqlCommands(rig.database()),
            new SqlTelemetry(rig.database()),
            new SqlAudit(rig.database()),
            rig.feed(),
            new EventMetrics(new SimpleMeterRegistry()));
  }

  @AfterAll
  void stop() {
    rig.close();
  }

  @BeforeEach
  void beat() {
    now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    gateway = "gw-" + UUID.randomUUID();
    device = "v-" + UUID.randomUUID();
    rig.gateway(gateway);
    rig.valve(device, gateway);
    new SqlPresence(rig.database())
        .heartbeat(
            gateway,
            new Heartbeat(
                now,
                List.of(new Heartbeat.DeviceState(device, true, Optional.of(now))),
                new Heartbeat.Outbox(0, 0, Duration.ZERO),
                List.of()),
            now);
    deadlines.addMissing(Map.of(gateway, now.plus(SILENCE)));
  }

  @Test
  void aSilentGatewayIsOfflineAndItsDevicesAreUnknown() {
    String before = rig.feed().end();
    watch.silentGateways(now.plus(SILENCE).minusMillis(1));
    assertThat(state()).isEqualTo(Presence.ONLINE);
    watch.silentGateways(now.plus(SILENCE));
    assertThat(state()).isEqualTo(Presence.OFFLINE);
    assertThat(new SqlRegistry(rig.database()).device(device).orElseThrow().state())
        .isEqualTo(Presence.UNKNOWN);
    Rig.await("the feed").until(() -> rig.feed().after(before, 100).size() >= 2);
    assertThat(rig.feed().after(before, 100))
        .extracting(FeedItem::event)
        .contains("gateway", "device");
  }

  @Test
  void aGatewayThatWasHeardAfterAllStaysOnline() {
    new SqlPresence(rig.database()).seen(gateway, now.plusSeconds(80));
    watch.silentGateways(now.plus(SILENCE));
    assertThat(state()).isEqualTo(Presence.ONLINE);
    watch.reconcile();
    watch.silentGateways(now.plusSeconds(80).plus(SILENCE));
    assertThat(state()).isEqualTo(Presence.OFFLINE);
  }

  @Test
  void deadlinesThatRedisLostComeBackFromTheDatabase() throws Exception {
    rig.killRedis();
    watch.silentGateways(now.plus(SILENCE));
    assertThat(state()).as("nobody knows its deadline").isEqualTo(Presence.ONLINE);
    watch.reconcile();
    watch.silentGateways(now.plus(SILENCE));
    assertThat(state()).isEqualTo(Presence.OFFLINE);
  }

  @Test
  void aCommandThatWasNeverSentExpiresAtItsDeadline() {
    CommandRow command = command();
    watch.lateCommands(command.deadline().minusMillis(1));
    assertThat(state(command)).isEqualTo(CommandState.STORED);
    watch.lateCommands(command.deadline());
    assertThat(state(command)).isEqualTo(CommandState.EXPIRED);
    assertThat(row(command).reason().orElseThrow()).contains("deadline passed");
  }

  @Test
  void aCommandThatWasSentExpiresAfterAGraceAndALateTruthWins() {
    CommandRow command = command();
    SqlCommands commands = new SqlCommands(rig.database());
    commands.change(command.id(), row -> CommandWay.taken(row, now));
    watch.lateCommands(command.deadline());
    assertThat(state(command)).isEqualTo(CommandState.AT_GATEWAY);
    watch.lateCommands(command.deadline().plusSeconds(10));
    assertThat(state(command)).isEqualTo(CommandState.EXPIRED);
    assertThat(row(command).reason()).contains("no word from the gateway");
    commands.change(
        command.id(),
        row ->
            CommandWay.reported(
                row,
                new CommandReport(
                    row.id(), CommandState.EXECUTED, now, Optional.empty(), Json.object()),
                now));
    watch.lateCommands(command.deadline().plusSeconds(20));
    assertThat(state(command)).isEqualTo(CommandState.EXECUTED);
  }

  @Test
  void tellsTheTotals() {
    String before = rig.feed().end();
    watch.totals(now);
    Rig.await("the feed").until(() -> !rig.feed().after(before, 10).isEmpty());
    FeedItem item = rig.feed().after(before, 10).getFirst();
    assertThat(item.event()).isEqualTo("totals");
    assertThat(Json.parse("totals", item.data()).propertyNames())
        .containsExactlyInAnyOrder(
            "at",
            "stored",
            "quarantined",
            "pointsPerSecond",
            "received",
            "expected",
            "duplicatesDropped");
  }

  private CommandRow command() {
    return new SqlCommands(rig.database())
        .create(
            CommandRow.stored(
                UUID.randomUUID().toString(),
                new CommandRow.Target(device, gateway, "close", Json.object()),
                Terms.until(now.plusSeconds(30)),
                now))
        .made()
        .getFirst();
  }

  private CommandRow row(CommandRow command) {
    return new SqlCommands(rig.database()).find(command.id()).orElseThrow();
  }

  private CommandState state(CommandRow command) {
    return row(command).state();
  }

  private Presence state() {
    return new SqlGateways(rig.database()).find(gateway).orElseThrow().state();
  }
}
