package io.fieldway.cloud.database;

import static io.fieldway.cloud.stage.Samples.LIVE;
import static io.fieldway.cloud.stage.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fieldway.cloud.command.CommandGroup;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandRow.Step;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Patience;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.command.Withdrawal;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.fieldway.cloud.database.SqlCommands.Placed;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.model.QueuePolicy;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.telemetry.Value;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.TwinJson;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What the platform's tables promise, whatever the database.
abstract class StoreContract {
  private String gateway = "";
  private String device = "";

  abstract SqlDatabase database();

  @BeforeEach
  void register() {
    gateway = "gw-" + UUID.randomUUID();
    device = "v-" + UUID.randomUUID();
    assertThat(gateways().create(gateway, "A gateway", Bytes.utf8("sealed"), NOON)).isTrue();
    registry().putModel(Samples.valve(), NOON);
    registry().putDevice(device, "A valve", gateway, "valve", NOON);
  }

  @Test
  void registersAGatewayOnceAndKeepsItsSealedKey() {
    assertThat(gateways().create(gateway, "Again", Bytes.utf8("other"), NOON)).isFalse();
    assertThat(gateways().keys(gateway))
        .contains(new SqlGateways.Keys(Bytes.utf8("sealed"), Optional.empty()));
    assertThat(gateways().keys("nobody")).isEmpty();
    GatewayRow row = gateways().find(gateway).orElseThrow();
    assertThat(row.title()).isEqualTo("A gateway");
    assertThat(row.state()).isEqualTo(Presence.OFFLINE);
    assertThat(row.lastProof()).isEmpty();
    assertThat(gateways().all()).contains(row);
  }

  @Test
  void everySessionHasAHigherEpoch() {
    long first = gateways().beginSession(gateway).orElseThrow();
    assertThat(gateways().beginSession(gateway)).contains(first + 1);
    assertThat(gateways().sessionEpoch(gateway)).isEqualTo(first + 1);
  }

  @Test
  void everyChangeOfAModelHasAHigherRevision() {
    long version = registry().version();
    ModelRow same = registry().putModel(Samples.valve(), NOON);
    assertThat(registry().version()).isEqualTo(version);
    var document = Samples.valve().document().deepCopy();
    ((ObjectNode) document).put("title", "Valve " + UUID.randomUUID());
    ModelRow changed = registry().putModel(ThingModel.read(document), NOON);
    assertThat(changed.revision()).isEqualTo(same.revision() + 1);
    assertThat(registry().version()).isEqualTo(version + 1);
    assertThat(registry().model("valve")).contains(changed);
    registry().putModel(Samples.valve(), NOON);
  }

  @Test
  void keepsATwinAndKnowsWhatItsGatewayHasNotGot() {
    SqlTwins twins = new SqlTwins(database());
    assertThat(twins.find(device)).isEqualTo(PlatformTwin.of(device));
    PlatformTwin desired =
        twins.change(
            device,
            twin ->
                twin.desire(
                    Map.of("flow", Optional.of(TwinJson.plain("v", Json.parse("v", "5")))),
                    Set.of("flow"),
                    NOON,
                    "person"),
            NOON);
    assertThat(twins.find(device)).isEqualTo(desired);
    assertThat(twins.gatewaysAwaited()).contains(gateway);
    assertThat(twins.outgoing(gateway))
        .containsExactly(new TwinPatches.Item(device, desired.outgoing().orElseThrow()));
    Stamp at = desired.twin().desired().at();
    assertThat(twins.changeAt("another", Map.of(device, twin -> twin.heldUpTo(at)), NOON))
        .isEmpty();
    assertThat(twins.changeAt(gateway, Map.of(device, twin -> twin.heldUpTo(at)), NOON))
        .containsOnlyKeys(device);
    assertThat(twins.gatewaysAwaited()).doesNotContain(gateway);
    assertThat(twins.outgoing(gateway)).isEmpty();
    TwinPosition right = desired.twin().position();
    assertThat(twins.drifted(gateway, List.of(right))).isEmpty();
    TwinPosition wrong = new TwinPosition(device, at, right.reported(), "00".repeat(16));
    assertThat(twins.drifted(gateway, List.of(wrong))).containsExactly(device);
  }

  @Test
  void tellsAGatewayItsDevicesAndTheirModels() {
    assertThat(registry().registrations(gateway).devices()).containsEntry(device, "valve");
    assertThat(registry().registrations(gateway).models()).containsKey("valve");
    assertThat(registry().gatewaysOf("valve")).contains(gateway);
    assertThat(registry().snapshot().models()).containsKey(device);
    assertThat(registry().registrations("nobody").devices()).isEmpty();
  }

  @Test
  void remembersWhereADeviceWasBefore() {
    String other = "gw-" + UUID.randomUUID();
    gateways().create(other, "Another", Bytes.utf8("sealed"), NOON);
    registry().putDevice(device, "A valve", other, "valve", NOON);
    assertThat(registry().registrations(gateway).devices()).isEmpty();
    assertThat(registry().everAt(gateway)).containsExactly(device);
    assertThat(registry().everAt(other)).containsExactly(device);
  }

  @Test
  void storesABatchOnceHoweverOftenItComes() {
    SqlCommit commit = new SqlCommit(database());
    Commit first = commit.commit(List.of(judged(1, 10)), NOON);
    assertThat(first.stored()).hasSize(10);
    assertThat(first.batches()).containsExactly(new Commit.Stands(gateway, LIVE, 10));
    Commit again = commit.commit(List.of(judged(1, 10), judged(8, 12)), NOON);
    assertThat(again.stored()).extracting(JudgedPoint::seq).containsExactly(11L, 12L);
    assertThat(again.duplicates()).isEqualTo(13);
    StreamRow stream = gateways().streams(gateway, 10).getFirst();
    assertThat(stream).isEqualTo(new StreamRow(gateway, LIVE, 12, 12, 12, 0, 13, 0));
    assertThat(gateways().committed(gateway, LIVE)).isEqualTo(12);
    assertThat(history(100).samples()).hasSize(12);
  }

  @Test
  void storesNothingOfABatchThatLeavesAHole() {
    SqlCommit commit = new SqlCommit(database());
    Commit result = commit.commit(List.of(judged(1, 2), judged(5, 6), judged(3, 4)), NOON);
    assertThat(result.batches())
        .containsExactly(
            new Commit.Stands(gateway, LIVE, 2),
            new Commit.Hole(gateway, LIVE, 3),
            new Commit.Stands(gateway, LIVE, 4));
    assertThat(history(100).samples()).hasSize(4);
  }

  @Test
  void beginsAtOneAgainInANewEpoch() {
    SqlCommit commit = new SqlCommit(database());
    commit.commit(List.of(judged(1, 5)), NOON);
    StreamId next = new StreamId("live", LIVE.epoch() + 1);
    Commit result = commit.commit(List.of(judged(next, 1, 2)), NOON);
    assertThat(result.stored()).hasSize(2);
    assertThat(gateways().committed(gateway, LIVE)).isEqualTo(5);
    assertThat(gateways().committed(gateway, next)).isEqualTo(2);
  }

  @Test
  void keepsRefusedPointsInQuarantineAndCountsThemAsReceived() {
    Point wrong = Samples.flow(device, 1_000, NOON);
    Point text = new Point(device, "flow", new Value.Text("no\0number"), "x\0y", NOON, NOON);
    JudgedBatch batch =
        new JudgedBatch(
            gateway,
            LIVE,
            1,
            1,
            List.of(
                new JudgedPoint(1, 0, wrong, Optional.of("too much")),
                new JudgedPoint(1, 1, text, Optional.of("not a number"))));
    Commit result = new SqlCommit(database()).commit(List.of(batch), NOON);
    assertThat(result.quarantined()).hasSize(2);
    assertThat(gateways().committed(gateway, LIVE)).isEqualTo(1);
    assertThat(telemetry().quarantine(device, 10))
        .extracting(SqlTelemetry.Quarantined::reason)
        .containsExactly("too much", "not a number");
    assertThat(history(10).samples()).isEmpty();
  }

  @Test
  void keepsTheLedgerOfWhatCameAndWhatNeverWill() {
    Instant hour = NOON.truncatedTo(ChronoUnit.HOURS);
    Gap gap = new Gap(3, 8, GapReason.FULL, hour, hour.plus(Duration.ofHours(2)));
    JudgedBatch first = judged(LIVE, 1, 2);
    JudgedBatch dropped = new JudgedBatch(gateway, LIVE, 3, 8, List.of(), List.of(gap));
    SqlCommit commit = new SqlCommit(database());
    Commit _ = commit.commit(List.of(first, dropped), NOON);
    Commit again = commit.commit(List.of(dropped, judged(LIVE, 9, 9)), NOON);
    assertThat(again.batches()).allMatch(Commit.Stands.class::isInstance);
    assertThat(gateways().committed(gateway, LIVE)).isEqualTo(9);
    assertThat(gateways().streams(gateway, 1).getFirst().missing()).isEqualTo(6);
    SqlCompleteness ledger = new SqlCompleteness(database());
    Instant end = hour.plus(Duration.ofHours(3));
    assertThat(ledger.hours(gateway, hour, end, 10))
        .containsExactly(
            new HourRow(LIVE, hour.plus(Duration.ofHours(2)), 0, 2),
            new HourRow(LIVE, hour.plus(Duration.ofHours(1)), 0, 2),
            new HourRow(LIVE, hour, 3, 2));
    assertThat(ledger.gaps(gateway, hour, end, 10)).containsExactly(new GapRow(LIVE, gap, 6));
    assertThat(ledger.gaps(gateway, end, end.plusSeconds(1), 10)).isEmpty();
  }

  @Test
  void countsOfAGapOnlyWhatIsNotThere() {
    SqlCommit commit = new SqlCommit(database());
    Commit _ = commit.commit(List.of(judged(LIVE, 1, 4)), NOON);
    Gap thinned = new Gap(2, 10, GapReason.THINNED, NOON, NOON);
    JudgedBatch batch =
        new JudgedBatch(
            gateway,
            LIVE,
            2,
            12,
            List.of(
                new JudgedPoint(2, 0, Samples.flow(device, 2, NOON), Optional.empty()),
                new JudgedPoint(6, 0, Samples.flow(device, 6, NOON), Optional.empty()),
                new JudgedPoint(10, 0, Samples.flow(device, 10, NOON), Optional.empty()),
                new JudgedPoint(11, 0, Samples.flow(device, 11, NOON), Optional.empty()),
                new JudgedPoint(12, 0, Samples.flow(device, 12, NOON), Optional.empty())),
            List.of(thinned));
    Commit result = commit.commit(List.of(batch), NOON);
    assertThat(result.stored()).hasSize(4);
    assertThat(new SqlCompleteness(database()).gaps(gateway, NOON, NOON.plusSeconds(1), 10))
        .containsExactly(new GapRow(LIVE, thinned.within(5, 12), 4));
    assertThat(gateways().streams(gateway, 1).getFirst().missing()).isEqualTo(4);
  }

  @Test
  void keepsEveryKindOfValue() {
    List<Point> points =
        List.of(
            point("flow", new Value.Numeric(1.5)),
            point("open", new Value.Truth(true)),
            point("note", new Value.Text("grün\0")),
            point("picture", new Value.Data(Bytes.utf8("jpeg"))));
    List<JudgedPoint> judged = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      judged.add(new JudgedPoint(1, i, points.get(i), Optional.empty()));
    }
    new SqlCommit(database())
        .commit(List.of(new JudgedBatch(gateway, LIVE, 1, 1, judged)), NOON.plusSeconds(1));
    assertThat(telemetry().lastValues(device))
        .extracting(SqlTelemetry.LastValue::property, SqlTelemetry.LastValue::value)
        .containsExactly(
            tuple("flow", new Value.Numeric(1.5)),
            tuple("note", new Value.Text("grün\uFFFD")),
            tuple("open", new Value.Truth(true)),
            tuple("picture", new Value.Data(Bytes.utf8("jpeg"))));
    assertThat(telemetry().lastValues(device).getFirst().receivedAt())
        .isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void theLastValueIsTheNewestByTheDevicesTimeNotTheLastThatCame() {
    SqlCommit commit = new SqlCommit(database());
    commit.commit(List.of(judged(1, 3)), NOON);
    Point late = Samples.flow(device, 77, NOON.minusSeconds(60));
    commit.commit(
        List.of(
            new JudgedBatch(
                gateway, LIVE, 4, 4, List.of(new JudgedPoint(4, 0, late, Optional.empty())))),
        NOON);
    assertThat(telemetry().lastValues(device).getFirst().value()).isEqualTo(new Value.Numeric(3));
  }

  @Test
  void averagesAHistoryThatIsLongerThanAskedFor() {
    new SqlCommit(database()).commit(List.of(judged(1, 60)), NOON);
    assertThat(history(60).bucket()).isEmpty();
    assertThat(history(60).samples()).hasSize(60);
    SqlTelemetry.History few =
        telemetry().history(device, "flow", NOON.plusSeconds(1), NOON.plusSeconds(61), 6);
    assertThat(few.bucket()).contains(Duration.ofSeconds(10));
    assertThat(few.unit()).isEqualTo("L/min");
    assertThat(few.samples())
        .extracting(sample -> ((Value.Numeric) sample.value()).number())
        .containsExactly(5.5, 15.5, 25.5, 35.5, 45.5, 55.5);
    assertThat(few.samples().getFirst().at()).isEqualTo(NOON.plusSeconds(6));
  }

  @Test
  void nothingRemainsOfATransactionThatFails() {
    assertThatThrownBy(() ->
            database()
                .write(sql -> {
                  sql.sql("update gateway set title = 'half' where id = ?").param(gateway).update();
                  throw new IllegalStateException("midway");
                }))
        .hasMessage("midway");
    assertThat(gateways().find(gateway).orElseThrow().title()).isEqualTo("A gateway");
  }

  @Test
  void writersOfManyThreadsFollowEachOther() {
    List<CompletableFuture<Long>> writers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        writers.add(
            CompletableFuture.supplyAsync(
                () -> gateways().beginSession(gateway).orElseThrow(), threads));
      }
    }
    assertThat(writers.stream().map(CompletableFuture::join).distinct()).hasSize(50);
    assertThat(database().waitingWrites()).isZero();
  }

  @Test
  void aHeartbeatMakesTheGatewayAndItsDevicesOnlineAndSilenceTakesThemAway() {
    Heartbeat heartbeat =
        new Heartbeat(
            NOON,
            List.of(
                new Heartbeat.DeviceState(device, true, Optional.of(NOON)),
                new Heartbeat.DeviceState("stranger", true, Optional.of(NOON))),
            new Heartbeat.Outbox(3, 400, Duration.ofSeconds(5)),
            List.of(new Heartbeat.StreamEnd(LIVE, 42)));
    assertThat(presence().heartbeat(gateway, heartbeat, NOON)).hasSize(2);
    assertThat(presence().heartbeat(gateway, heartbeat, NOON.plusSeconds(1)))
        .as("nothing changed, the outbox is told")
        .hasSize(1);
    assertThat(registry().device(device).orElseThrow().state()).isEqualTo(Presence.ONLINE);
    assertThat(gateways().find(gateway).orElseThrow().outbox().entries()).isEqualTo(3);
    assertThat(gateways().streams(gateway, 1).getFirst().expected()).isEqualTo(42);
    assertThat(presence().online()).containsEntry(gateway, NOON.plusSeconds(1));

    assertThat(presence().silent(gateway, NOON)).as("it was heard later").isEmpty();
    assertThat(presence().silent(gateway, NOON.plusSeconds(1))).hasSize(2);
    assertThat(presence().silent(gateway, NOON.plusSeconds(1))).as("once").isEmpty();
    assertThat(registry().device(device).orElseThrow().state()).isEqualTo(Presence.UNKNOWN);
    assertThat(gateways().find(gateway).orElseThrow().state()).isEqualTo(Presence.OFFLINE);
  }

  @Test
  void expectationsOnlyGrow() {
    Heartbeat.Outbox empty = new Heartbeat.Outbox(0, 0, Duration.ZERO);
    for (long last : new long[] {7, 3}) {
      presence()
          .heartbeat(
              gateway,
              new Heartbeat(NOON, List.of(), empty, List.of(new Heartbeat.StreamEnd(LIVE, last))),
              NOON);
    }
    assertThat(gateways().streams(gateway, 1).getFirst().expected()).isEqualTo(7);
  }

  @Test
  void aCommandGoesItsWayAndKeepsEveryStep() {
    CommandRow command = create(order("open", QueuePolicy.FIFO));
    assertThat(sendable()).containsExactly(command);
    assertThat(commands().gatewaysAwaited(command.created(), command.created())).contains(gateway);
    assertThat(commands().offer(List.of(command.id()), NOON))
        .singleElement()
        .satisfies(each -> assertThat(each.offered()).contains(NOON));
    assertThat(move(command, CommandState.AT_GATEWAY)).isPresent();
    assertThat(move(command, CommandState.AT_GATEWAY)).as("told again").isEmpty();
    assertThat(sendable()).isEmpty();
    Optional<CommandRow> done =
        commands()
            .change(
                command.id(),
                row ->
                    CommandWay.move(
                        row,
                        CommandState.EXECUTED,
                        NOON.plusSeconds(3),
                        Optional.empty(),
                        Json.object().put("litres", 4)));
    assertThat(done.orElseThrow().output().path("litres").asInt()).isEqualTo(4);
    assertThat(move(command, CommandState.AT_DEVICE)).as("late").isEmpty();
    assertThat(commands().find(command.id())).isEqualTo(done);
    assertThat(commands().ofDevice(device, 10)).containsExactly(done.orElseThrow());
    assertThat(commands().steps(command.id()))
        .extracting(Step::state)
        .containsExactly(
            CommandState.ACCEPTED,
            CommandState.STORED,
            CommandState.AT_GATEWAY,
            CommandState.EXECUTED);
  }

  @Test
  void aCommandExpiresAndALateTruthStillWins() {
    Patience patience = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5));
    CommandRow command = create(order("open", QueuePolicy.FIFO));
    Instant deadline = command.deadline();
    assertThat(commands().late(deadline.minusMillis(1), patience, 10_000))
        .extracting(CommandRow::id)
        .doesNotContain(command.id());
    assertThat(commands().late(deadline, patience, 10_000))
        .extracting(CommandRow::id)
        .contains(command.id());
    assertThat(commands().find(command.id()).orElseThrow().state()).isEqualTo(CommandState.EXPIRED);
    assertThat(move(command, CommandState.EXECUTED)).isPresent();
    assertThat(commands().find(command.id()).orElseThrow().state())
        .isEqualTo(CommandState.EXECUTED);
  }

  @Test
  void commandsKeepTheirOrderThoughTheClockGoesBack() {
    CommandRow first = create(order("open", QueuePolicy.FIFO));
    CommandRow second =
        commands()
            .create(
                CommandRow.stored(
                    UUID.randomUUID().toString(),
                    target("open"),
                    Terms.until(NOON.plusSeconds(30)),
                    first.created().minusSeconds(3_600)))
            .made()
            .getFirst();
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(second.created()).isEqualTo(first.created());
    assertThat(sendable()).as("one of each device").containsExactly(first);
    move(first, CommandState.AT_GATEWAY);
    assertThat(sendable()).containsExactly(second);
  }

  @Test
  void aHeldCommandIsNotSentBeforeItIsNear() {
    Instant time = NOON.plusSeconds(1_200);
    CommandRow held =
        create(
            CommandRow.stored(
                UUID.randomUUID().toString(),
                target("open"),
                new Terms(QueuePolicy.FIFO, Optional.of(time), time.plusSeconds(60)),
                NOON));
    assertThat(commands().sendable(gateway, NOON, time.minusMillis(1), 10)).isEmpty();
    assertThat(commands().sendable(gateway, NOON, time, 10)).containsExactly(held);
    assertThat(commands().gatewaysAwaited(NOON, time.minusMillis(1))).doesNotContain(gateway);
    assertThat(held.place().due()).isEqualTo(time);
  }

  @Test
  void aReplacingCommandCancelsWhatWaitsAndAsksForWhatIsSent() {
    CommandRow waits = create(order("open", QueuePolicy.FIFO));
    CommandRow sent = create(order("open", QueuePolicy.REPLACE));
    assertThat(commands().find(waits.id()).orElseThrow().state()).isEqualTo(CommandState.CANCELLED);
    commands().offer(List.of(sent.id()), NOON);
    CommandRow other = create(order("close", QueuePolicy.FIFO));
    Placed placed = commands().create(order("open", QueuePolicy.REPLACE));
    CommandRow newest = placed.made().getFirst();
    assertThat(placed.displaced())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.id()).isEqualTo(sent.id());
          assertThat(each.state()).isEqualTo(CommandState.STORED);
          assertThat(each.withdrawal())
              .contains(new Withdrawal("replaced by " + newest.id(), false));
        });
    assertThat(commands().find(other.id())).as("another action").contains(other);
    assertThat(sendable()).extracting(CommandRow::id).containsExactly(sent.id(), other.id());
  }

  @Test
  void aGroupKeepsItsCommandsAndWhatWasRefused() {
    String id = UUID.randomUUID().toString();
    CommandGroup group =
        new CommandGroup(id, "open", Json.array().add(Json.object().put("device", "x")), NOON);
    Placed placed =
        commands()
            .create(
                List.of(
                    order("open", QueuePolicy.FIFO).in(id), order("open", QueuePolicy.FIFO).in(id)),
                Optional.of(group));
    assertThat(commands().group(id)).contains(group);
    assertThat(commands().ofGroup(id)).isEqualTo(placed.made());
    assertThat(commands().group("nobody's")).isEmpty();
  }

  @Test
  void theAuditKeepsItsNewestEntries() {
    SqlAudit audit = new SqlAudit(database());
    for (int i = 0; i < 20; i++) {
      audit.add(NOON, "test", gateway, "127.0.0.1", "entry " + i);
    }
    assertThat(audit.count("test", gateway)).isEqualTo(20);
    assertThat(audit.keep(5)).isGreaterThanOrEqualTo(15);
    assertThat(audit.count("test", gateway)).isEqualTo(5);
  }

  private Optional<CommandRow> move(CommandRow command, CommandState state) {
    return commands()
        .change(
            command.id(),
            row ->
                CommandWay.move(row, state, NOON.plusSeconds(1), Optional.empty(), Json.object()));
  }

  private CommandRow create(CommandRow order) {
    return commands().create(order).made().getFirst();
  }

  private CommandRow order(String action, QueuePolicy policy) {
    return CommandRow.stored(
        UUID.randomUUID().toString(),
        target(action),
        new Terms(policy, Optional.empty(), NOON.plusSeconds(30)),
        NOON);
  }

  private CommandRow.Target target(String action) {
    return new CommandRow.Target(device, gateway, action, Json.object().put("durationSeconds", 3));
  }

  private List<CommandRow> sendable() {
    return commands().sendable(gateway, NOON, NOON.plusSeconds(10), 10);
  }

  private Point point(String property, Value value) {
    return new Point(device, property, value, "", NOON, NOON);
  }

  private SqlTelemetry.History history(int most) {
    return telemetry().history(device, "flow", NOON, NOON.plusSeconds(3_600), most);
  }

  private JudgedBatch judged(long from, long to) {
    return judged(LIVE, from, to);
  }

  private JudgedBatch judged(StreamId stream, long from, long to) {
    DataBatch batch = Samples.batch(stream, device, from, to);
    List<JudgedPoint> points = new ArrayList<>();
    for (Entry entry : batch.batch().entries()) {
      points.add(new JudgedPoint(entry.seq(), 0, entry.points().getFirst(), Optional.empty()));
    }
    return new JudgedBatch(gateway, stream, from, to, points);
  }

  private SqlGateways gateways() {
    return new SqlGateways(database());
  }

  private SqlRegistry registry() {
    return new SqlRegistry(database());
  }

  private SqlPresence presence() {
    return new SqlPresence(database());
  }

  private SqlTelemetry telemetry() {
    return new SqlTelemetry(database());
  }

  private SqlCommands commands() {
    return new SqlCommands(database());
  }
}
