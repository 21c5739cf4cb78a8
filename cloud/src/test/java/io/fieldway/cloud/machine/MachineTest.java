package io.fieldway.cloud.machine;

import static io.fieldway.cloud.stage.Samples.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.cloud.blob.BlobConfig;
import io.fieldway.cloud.blob.BlobStore;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.database.JudgedBatch;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.fieldway.cloud.database.Presence;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlBlobs;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlCommit;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.machine.session.SessionLimits;
import io.fieldway.cloud.queue.BatchReader;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.QueuedBatch;
import io.fieldway.cloud.queue.Sessions;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.cloud.stage.TestGateway;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.DataAck;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.channel.ServerEnd;
import io.fieldway.wire.telemetry.Entry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The machine server over real sockets, Redis and database. The committer's part is done by hand,
/// so that each test says when something is committed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachineTest {
  private Path blobs;
  private Rig rig;
  private Machine machine;
  private BatchReader reader;
  private String id = "";
  private String device = "";
  private Bytes key = Bytes.EMPTY;

  @BeforeAll
  void start(@TempDir Path data) {
    blobs = data.resolve("blobs");
    rig = Rig.start(data);
    machine = machine(config(1_000, 1_000));
    reader = new BatchReader(rig.redis());
    reader.join();
  }

  @AfterAll
  void stop() {
    reader.close();
    machine.close();
    rig.close();
  }

  @BeforeEach
  void register() {
    id = "gw-" + UUID.randomUUID();
    device = "v-" + UUID.randomUUID();
    key = rig.gateway(id);
    rig.valve(device, id);
    reader.done(reader.fresh(100, Duration.ofMillis(1)));
  }

  @Test
  void aGatewayThatKnowsItsKeyGetsItsDevicesAndThePlatformsProof() throws Exception {
    try (TestGateway gateway = TestGateway.connect(uri(machine))) {
      String nonce = gateway.nonce(id);
      JsonNode answer = gateway.prove(id, key, nonce);
      AuthAccepted accepted = AuthAccepted.read(answer);
      assertThat(accepted.registrations().devices()).containsEntry(device, "valve");
      assertThat(accepted.resume()).isEmpty();
      assertThat(accepted.proof())
          .isEqualTo(Digests.ofPlatform(key, nonce, id, gateway.socketId()));
      Rig.await("online").until(() -> state() == Presence.ONLINE);
    }
  }

  @Test
  void anUnknownGatewayAndAWrongKeyAreRefusedInTheSameWords() throws Exception {
    List<JsonNode> answers = new ArrayList<>();
    for (String each : List.of(id, "gw-nobody-" + UUID.randomUUID())) {
      try (TestGateway gateway = TestGateway.connect(uri(machine))) {
        answers.add(gateway.prove(each, Bytes.utf8("wrong"), gateway.nonce(each)));
        assertThat(gateway.end()).isNotEmpty();
      }
    }
    assertThat(answers.get(0)).isEqualTo(answers.get(1));
    assertThat(Refusal.read(answers.get(0)).code()).isEqualTo(RefusalCode.NOT_AUTHENTIC);
    assertThat(new SqlAudit(rig.database()).count("gateway.refused", id)).isEqualTo(1);
  }

  @Test
  void aNonceServesOneProof() throws Exception {
    String nonce;
    try (TestGateway gateway = TestGateway.connect(uri(machine))) {
      nonce = gateway.nonce(id);
      AuthAccepted.read(gateway.prove(id, key, nonce));
      assertThat(code(gateway.prove(id, key, nonce))).isEqualTo(RefusalCode.MALFORMED);
    }
    try (TestGateway replay = TestGateway.connect(uri(machine))) {
      assertThat(code(replay.prove(id, key, nonce))).isEqualTo(RefusalCode.STALE_NONCE);
      assertThat(replay.end()).isNotEmpty();
    }
    try (TestGateway other = TestGateway.connect(uri(machine))) {
      assertThat(other.nonce(id)).isNotEqualTo(nonce);
      assertThat(code(other.prove(id, key, nonce))).isEqualTo(RefusalCode.NOT_AUTHENTIC);
    }
  }

  @Test
  void tooManyFailuresLockTheGatewayOutAlsoWithTheRightKey() throws Exception {
    try (Machine strict = machine(config(1_000, 3))) {
      for (int i = 0; i < 3; i++) {
        try (TestGateway gateway = TestGateway.connect(uri(strict))) {
          gateway.prove(id, Bytes.utf8("wrong"), gateway.nonce(id));
        }
      }
      try (TestGateway gateway = TestGateway.connect(uri(strict))) {
        JsonNode answer = gateway.ask(Events.AUTH, Json.object().put("gatewayId", id));
        Refusal refusal = Refusal.read(answer);
        assertThat(refusal.code()).isEqualTo(RefusalCode.LOCKED_OUT);
        assertThat(refusal.retryAfter().orElseThrow()).isPositive();
        assertThat(gateway.end()).isNotEmpty();
      }
    }
  }

  @Test
  void moreAuthenticationsThanItAdmitsAreAnsweredBusy() throws Exception {
    try (Machine slow = machine(config(1, 1_000));
        TestGateway first = TestGateway.connect(uri(slow));
        TestGateway second = TestGateway.connect(uri(slow))) {
      assertThat(first.nonce(id)).isNotEmpty();
      // A second later there is room for one more, which a loaded machine may need to get here.
      JsonNode answer =
          Rig.await("busy")
              .until(
                  () -> second.ask(Events.AUTH, Json.object().put("gatewayId", id)), Refusal::is);
      Refusal refusal = Refusal.read(answer);
      assertThat(refusal.code()).isEqualTo(RefusalCode.BUSY);
      assertThat(refusal.retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(1));
      assertThat(second.connected()).isTrue();
    }
  }

  @Test
  void nothingIsHeardBeforeAuthentication() throws Exception {
    try (TestGateway gateway = TestGateway.connect(uri(machine))) {
      assertThat(code(gateway.ask(Events.DATA, batch(1, 1).json())))
          .isEqualTo(RefusalCode.NOT_AUTHENTICATED);
      assertThat(gateway.end()).isNotEmpty();
    }
  }

  @Test
  void aBatchIsAcknowledgedWhenTheDatabaseHasCommittedIt() throws Exception {
    try (TestGateway gateway = live()) {
      CompletableFuture<JsonNode> answer = gateway.send(Events.DATA, batch(1, 3).json());
      List<QueuedBatch> queued = queued(1);
      assertThat(queued.getFirst().gateway()).isEqualTo(id);
      assertThat(gateway.ask(Events.HEARTBEAT, beat(3).json()).path("ok").asBoolean()).isTrue();
      assertThat(answer).as("queued is not committed").isNotDone();
      commit(1, 3);
      rig.messages().publish(new Message.Committed(id, LIVE, 3));
      DataAck ack = DataAck.read(answer.get());
      assertThat(ack.stream()).isEqualTo(LIVE);
      assertThat(ack.committed()).isEqualTo(3);
      assertThat(ack.credit().orElseThrow()).isPositive();
    }
  }

  @Test
  void aBatchWhoseMessageWasLostIsAcknowledgedAfterALookIntoTheDatabase() throws Exception {
    try (TestGateway gateway = live()) {
      CompletableFuture<JsonNode> answer = gateway.send(Events.DATA, batch(1, 3).json());
      assertThat(queued(1)).hasSize(1);
      commit(1, 3);
      assertThat(DataAck.read(answer.get()).committed()).isEqualTo(3);
    }
  }

  @Test
  void aSessionContinuesWhereTheDatabaseStands() throws Exception {
    commit(1, 7);
    try (TestGateway gateway = TestGateway.connect(uri(machine))) {
      AuthAccepted accepted = gateway.authenticate(id, key);
      assertThat(accepted.resume()).containsExactly(new AuthAccepted.Resume(LIVE, 7));
      Refusal gap = Refusal.read(gateway.ask(Events.DATA, batch(9, 9).json()));
      assertThat(gap.code()).isEqualTo(RefusalCode.SEQUENCE_GAP);
      assertThat(gap.expected()).isEqualTo(OptionalLong.of(8));
    }
  }

  @Test
  void whatTheCommitterExpectedIsToldToTheGateway() throws Exception {
    try (TestGateway gateway = live()) {
      CompletableFuture<JsonNode> answer = gateway.send(Events.DATA, batch(1, 3).json());
      String entry = queued(1).getFirst().name();
      rig.messages().publish(new Message.NotContiguous(id, LIVE, 1, entry));
      assertThat(Refusal.read(answer.get()).expected()).isEqualTo(OptionalLong.of(1));
    }
  }

  @Test
  void badBatchesAreRefusedAndTheSessionGoesOn() throws Exception {
    try (TestGateway gateway = live()) {
      JsonNode malformed =
          gateway.ask(Events.DATA, Json.object().put("stream", "live").put("epoch", 1));
      assertThat(code(malformed)).isEqualTo(RefusalCode.MALFORMED);
      assertThat(Refusal.read(malformed).message()).contains("data.points: expected");
      JsonNode foreign = gateway.ask(Events.DATA, Samples.batch("not-mine", 1, 1).json());
      assertThat(code(foreign)).isEqualTo(RefusalCode.UNKNOWN_DEVICE);
      assertThat(code(gateway.ask("gossip", Json.object()))).isEqualTo(RefusalCode.MALFORMED);
      assertThat(gateway.ask(Events.HEARTBEAT, beat(0).json()).path("ok").asBoolean()).isTrue();
    }
  }

  @Test
  void moreUnansweredBatchesThanItHoldsAreAnsweredBusy() throws Exception {
    try (TestGateway gateway = live()) {
      for (int i = 1; i <= 4; i++) {
        assertThat(gateway.send(Events.DATA, batch(i, i).json())).isNotDone();
      }
      Refusal refusal = Refusal.read(gateway.ask(Events.DATA, batch(5, 5).json()));
      assertThat(refusal.code()).isEqualTo(RefusalCode.BUSY);
      assertThat(refusal.retryAfter()).isPresent();
    }
  }

  @Test
  void aNewerSessionFencesTheOlderOne() throws Exception {
    try (TestGateway old = TestGateway.connect(uri(machine))) {
      long epoch = old.authenticate(id, key).sessionEpoch();
      CompletableFuture<JsonNode> answer = old.send(Events.DATA, batch(1, 1).json());
      assertThat(queued(1)).hasSize(1);
      try (TestGateway newer = TestGateway.connect(uri(machine))) {
        assertThat(newer.authenticate(id, key).sessionEpoch()).isEqualTo(epoch + 1);
        assertThat(code(answer.get())).isEqualTo(RefusalCode.FENCED);
        assertThat(old.end()).isNotEmpty();
        assertThat(newer.ask(Events.HEARTBEAT, beat(0).json()).path("ok").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void aSessionInAnotherProcessFencesToo() throws Exception {
    try (Machine second = machine(config(1_000, 1_000));
        TestGateway old = TestGateway.connect(uri(machine))) {
      old.authenticate(id, key);
      try (TestGateway newer = TestGateway.connect(uri(second))) {
        newer.authenticate(id, key);
        assertThat(old.end()).isNotEmpty();
        assertThat(newer.connected()).isTrue();
      }
    }
  }

  @Test
  void aHeartbeatIsStored() throws Exception {
    try (TestGateway gateway = live()) {
      assertThat(gateway.ask(Events.HEARTBEAT, beat(12).json()).path("ok").asBoolean()).isTrue();
      assertThat(new SqlRegistry(rig.database()).device(device).orElseThrow().state())
          .isEqualTo(Presence.ONLINE);
      assertThat(new SqlGateways(rig.database()).streams(id, 1).getFirst().expected())
          .isEqualTo(12);
    }
  }

  @Test
  void aCommandGoesDownAndItsReportsComeBackOnce() throws Exception {
    try (TestGateway gateway = live()) {
      gateway.on(Events.COMMAND, _ -> new Done().json());
      CommandRow row = command();
      Command sent = Command.read(gateway.next(Events.COMMAND));
      assertThat(sent.id()).isEqualTo(row.id());
      assertThat(sent.deviceId()).isEqualTo(device);
      Rig.await("at gateway").until(() -> state(row) == CommandState.AT_GATEWAY);
      for (int i = 0; i < 2; i++) {
        assertThat(gateway.ask(Events.COMMAND_STATE, report(row, CommandState.EXECUTED).json()))
            .isEqualTo(new Done().json());
      }
      assertThat(state(row)).isEqualTo(CommandState.EXECUTED);
      assertThat(new SqlCommands(rig.database()).steps(row.id())).hasSize(4);
    }
  }

  @Test
  void aCommandThatWaitedIsSentWhenItsGatewayComes() throws Exception {
    CommandRow row = command();
    try (TestGateway gateway = TestGateway.connect(uri(machine))) {
      gateway.on(Events.COMMAND, _ -> new Done().json());
      gateway.authenticate(id, key);
      assertThat(Command.read(gateway.next(Events.COMMAND)).id()).isEqualTo(row.id());
    }
  }

  @Test
  void aCommandThatTheGatewayRefusesHasFailed() throws Exception {
    try (TestGateway gateway = live()) {
      gateway.on(
          Events.COMMAND, _ -> Refusal.of(RefusalCode.UNKNOWN_DEVICE, "no such device").json());
      CommandRow row = command();
      Rig.await("failed").until(() -> state(row) == CommandState.FAILED);
      assertThat(new SqlCommands(rig.database()).find(row.id()).orElseThrow().reason())
          .contains("the gateway refused: no such device");
    }
  }

  @Test
  void commandsOfOneDeviceGoOneAfterTheOther() throws Exception {
    try (TestGateway gateway = live()) {
      gateway.on(Events.COMMAND, _ -> new Done().json());
      List<String> order = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        order.add(command().id());
      }
      for (String each : order) {
        assertThat(Command.read(gateway.next(Events.COMMAND)).id()).isEqualTo(each);
      }
    }
  }

  @Test
  void aWithdrawnCommandIsTakenBackFromTheGatewayThatHasIt() throws Exception {
    try (TestGateway gateway = live()) {
      gateway.on(Events.COMMAND, _ -> new Done().json());
      gateway.on(
          Events.COMMAND_CANCEL, _ -> new CommandCancel.Answer(CommandState.CANCELLED).json());
      CommandRow row = command();
      Rig.await("at gateway").until(() -> state(row) == CommandState.AT_GATEWAY);
      withdraw(row);
      CommandCancel cancel = CommandCancel.read(gateway.next(Events.COMMAND_CANCEL));
      assertThat(cancel.command().id()).isEqualTo(row.id());
      assertThat(cancel.reason()).isEqualTo("not wanted");
      Rig.await("cancelled").until(() -> state(row) == CommandState.CANCELLED);
    }
  }

  @Test
  void aWithdrawalThatIsTooLateIsNotRepeated() throws Exception {
    try (TestGateway gateway = live()) {
      gateway.on(Events.COMMAND, _ -> new Done().json());
      gateway.on(
          Events.COMMAND_CANCEL, _ -> new CommandCancel.Answer(CommandState.AT_DEVICE).json());
      CommandRow row = command();
      Rig.await("at gateway").until(() -> state(row) == CommandState.AT_GATEWAY);
      withdraw(row);
      Rig.await("at device").until(() -> state(row) == CommandState.AT_DEVICE);
      assertThat(new SqlCommands(rig.database()).find(row.id()).orElseThrow().cancelling())
          .isFalse();
    }
  }

  @Test
  void aReportOnAnotherGatewaysCommandIsRefusedAndAudited() throws Exception {
    CommandRow row = command();
    String forger = "gw-" + UUID.randomUUID();
    Bytes forgersKey = rig.gateway(forger);
    try (TestGateway gateway = TestGateway.connect(uri(machine))) {
      gateway.authenticate(forger, forgersKey);
      JsonNode answer =
          gateway.ask(Events.COMMAND_STATE, report(row, CommandState.EXECUTED).json());
      assertThat(code(answer)).isEqualTo(RefusalCode.UNKNOWN_COMMAND);
      assertThat(state(row)).isEqualTo(CommandState.STORED);
      assertThat(new SqlAudit(rig.database()).count("command.forged", forger)).isEqualTo(1);
    }
  }

  @Test
  void aGatewayIsToldWhenItsDevicesChange() throws Exception {
    try (TestGateway gateway = live()) {
      gateway.on(Events.MODEL, _ -> new Done().json());
      String more = "v-" + UUID.randomUUID();
      rig.valve(more, id);
      rig.messages().publish(new Message.RegistryChanged(id));
      assertThat(Registrations.read(gateway.next(Events.MODEL)).devices()).containsKey(more);
      CompletableFuture<JsonNode> answer =
          gateway.send(Events.DATA, Samples.batch(more, 1, 1).json());
      assertThat(queued(1)).hasSize(1);
      assertThat(answer).isNotDone();
    }
  }

  @Test
  void aGatewayIsToldOfItsDevicesAlsoWhereTheMessageWasLost() throws Exception {
    try (TestGateway gateway = live()) {
      gateway.on(Events.MODEL, _ -> new Done().json());
      String more = "v-" + UUID.randomUUID();
      rig.valve(more, id);
      assertThat(Registrations.read(gateway.next(Events.MODEL)).devices()).containsKey(more);
    }
  }

  @Test
  void batchesAreAnsweredBusyWhileRedisIsAwayAndTakenWhenItIsBack() throws Exception {
    try (TestGateway gateway = live()) {
      rig.killRedis();
      Rig.await("taken")
          .until(() -> {
            CompletableFuture<JsonNode> answer = gateway.send(Events.DATA, batch(1, 1).json());
            commit(1, 1);
            JsonNode body = answer.get();
            return !Refusal.is(body) || code(body) != RefusalCode.BUSY;
          });
      assertThat(gateway.connected()).isTrue();
    }
    reader.join();
  }

  private TestGateway live() throws Exception {
    TestGateway gateway = TestGateway.connect(uri(machine));
    gateway.authenticate(id, key);
    return gateway;
  }

  @Test
  void aSessionAtOneServerFencesTheOneAtAnother() throws Exception {
    Machine other = machine(config(1_000, 1_000));
    try (TestGateway old = TestGateway.connect(uri(machine));
        TestGateway fresh = TestGateway.connect(uri(other))) {
      long first = old.authenticate(id, key).sessionEpoch();
      long second = fresh.authenticate(id, key).sessionEpoch();
      assertThat(second).isGreaterThan(first);
      assertThat(old.end()).isNotEmpty();
      assertThat(fresh.ask(Events.HEARTBEAT, beat(0).json()).path("code").asString()).isEmpty();
      Rig.await("its place is the newer session's")
          .until(() ->
              new Sessions(rig.redis())
                  .find(id)
                  .filter(place -> place.epoch() == second)
                  .filter(place -> place.socket().equals(fresh.socketId()))
                  .isPresent());
      assertThat(fresh.connected()).isTrue();
    } finally {
      other.close();
    }
  }

  @Test
  void aServerThatEndsTellsItsGatewaysWhichMoveToAnother() throws Exception {
    Machine ending = machine(config(1_000, 1_000));
    try (TestGateway gateway = TestGateway.connect(uri(ending))) {
      gateway.hear(Events.SERVER_END);
      gateway.authenticate(id, key);
      ending.close();
      assertThat(ServerEnd.read(gateway.next(Events.SERVER_END)).retryAfter())
          .isLessThan(Duration.ofMinutes(1));
    }
    try (TestGateway again = TestGateway.connect(uri(machine))) {
      again.authenticate(id, key);
      assertThat(again.connected()).isTrue();
    }
  }

  @Test
  void aCommandFindsTheServerThatHoldsTheSession() throws Exception {
    Machine other = machine(config(1_000, 1_000));
    try (TestGateway gateway = TestGateway.connect(uri(other))) {
      gateway.on(Events.COMMAND, _ -> new Done().json());
      gateway.authenticate(id, key);
      CommandRow command = command();
      rig.messages().publish(new Message.CommandWaiting(id));
      assertThat(gateway.next(Events.COMMAND).path("id").asString()).isEqualTo(command.id());
    } finally {
      other.close();
    }
  }

  private Machine machine(MachineConfig config) {
    return new MachineServer()
        .machine(
            config,
            rig.database(),
            rig.platformKey(),
            rig.redis(),
            rig.messages(),
            rig.feed(),
            BlobStore.open(
                BlobConfig.of(blobs),
                new SqlBlobs(rig.database()),
                new SimpleMeterRegistry(),
                Clock.systemUTC()),
            new SimpleMeterRegistry(),
            Clock.systemUTC());
  }

  private static MachineConfig config(int auths, int failures) {
    MachineConfig usual =
        MachineConfig.of(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            Duration.ofSeconds(30));
    return new MachineConfig(
        usual.listen(),
        usual.tls(),
        usual.heartbeat(),
        usual.maxPayloadBytes(),
        usual.maxGateways(),
        auths,
        auths,
        failures,
        1_000,
        usual.lockout(),
        usual.authPatience(),
        usual.maxRequests(),
        usual.commandsAtOnce(),
        usual.commandAckTimeout(),
        usual.sendAhead(),
        usual.nowPatience(),
        usual.blobsAtOnce(),
        usual.farewell(),
        Duration.ofMillis(200),
        false,
        new SessionLimits(
            4, Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofSeconds(60)));
  }

  private static URI uri(Machine machine) {
    return URI.create("http://127.0.0.1:" + machine.address().getPort());
  }

  private DataBatch batch(long from, long to) {
    return Samples.batch(device, from, to);
  }

  private Heartbeat beat(long last) {
    return new Heartbeat(
        Instant.now(),
        List.of(new Heartbeat.DeviceState(device, true, Optional.of(Instant.now()))),
        new Heartbeat.Outbox(0, 0, Duration.ZERO),
        List.of(new Heartbeat.StreamEnd(LIVE, last)));
  }

  private List<QueuedBatch> queued(int count) {
    List<QueuedBatch> all = new ArrayList<>();
    Rig.await("queued")
        .until(() -> {
          all.addAll(reader.fresh(10, Duration.ofMillis(100)));
          return all.size() >= count;
        });
    return all;
  }

  private void commit(long from, long to) {
    List<JudgedPoint> points = new ArrayList<>();
    for (Entry entry : batch(from, to).batch().entries()) {
      points.add(new JudgedPoint(entry.seq(), 0, entry.points().getFirst(), Optional.empty()));
    }
    new SqlCommit(rig.database())
        .commit(List.of(new JudgedBatch(id, LIVE, from, to, points)), Instant.now());
  }

  private CommandRow command() {
    Instant now = Instant.now();
    CommandRow row =
        new SqlCommands(rig.database())
            .create(
                CommandRow.stored(
                    UUID.randomUUID().toString(),
                    new CommandRow.Target(device, id, "close", Json.object()),
                    Terms.until(now.plusSeconds(60)),
                    now))
            .made()
            .getFirst();
    rig.messages().publish(new Message.CommandWaiting(id));
    return row;
  }

  private void withdraw(CommandRow row) {
    Instant now = Instant.now();
    new SqlCommands(rig.database())
        .change(row.id(), each -> CommandWay.withdraw(each, "not wanted", now));
    rig.messages().publish(new Message.CommandWaiting(id));
  }

  private CommandReport report(CommandRow row, CommandState state) {
    return new CommandReport(row.id(), state, Instant.now(), Optional.empty(), Json.object());
  }

  private CommandState state(CommandRow row) {
    return new SqlCommands(rig.database()).find(row.id()).orElseThrow().state();
  }

  private Presence state() {
    return new SqlGateways(rig.database()).find(id).orElseThrow().state();
  }

  private static RefusalCode code(JsonNode answer) {
    return Refusal.read(answer).code();
  }
}
