package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Dispatch;
import io.fieldway.cloud.command.Dispatch.Errand;
import io.fieldway.cloud.command.Withdrawal;
import io.fieldway.cloud.machine.session.Session;
import io.fieldway.cloud.machine.session.SessionEffect;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.cloud.machine.session.SessionLimits;
import io.fieldway.cloud.machine.session.SessionState;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heard;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.channel.TwinSynced;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// The shell of a [Session] on simulated servers: the same effects, carried out a while later, or
/// never.
final class MachineSession {
  private static final SessionLimits LIMITS = SessionLimits.defaults();
  private static final Dispatch.Limits DISPATCH =
      new Dispatch.Limits(Duration.ofSeconds(60), Duration.ofSeconds(5), 32);
  private static final long ACK_TIMEOUT = 10_000;

  private final Platform platform;
  private final MachineServer server;
  private final World world;
  private final Connection connection;
  private final Map<Long, Consumer<JsonNode>> asked = new HashMap<>();
  private final Map<String, Long> underWay = new HashMap<>();
  @Var private SessionState state = Session.START;
  @Var private long requests;
  @Var private long told;
  @Var private boolean twinsUnderWay;

  MachineSession(Platform platform, MachineServer server, World world, Connection connection) {
    this.platform = platform;
    this.server = server;
    this.world = world;
    this.connection = connection;
  }

  boolean isLive() {
    return state instanceof SessionState.Live;
  }

  long epoch() {
    return state instanceof SessionState.Live live ? live.epoch() : 0;
  }

  void heard(String event, JsonNode body, Consumer<JsonNode> answer) {
    long request = ++requests;
    asked.put(request, answer);
    handle(
        switch (event) {
          case Events.AUTH -> new SessionEvent.Auth(request, body);
          case Events.DATA -> new SessionEvent.Data(request, body, true);
          case Events.HEARTBEAT -> new SessionEvent.Beat(request, body);
          case Events.COMMAND_STATE -> new SessionEvent.Report(request, body);
          case Events.TWIN_SYNC -> new SessionEvent.TwinsMet(request, body);
          case Events.TWIN_REPORTED -> new SessionEvent.TwinsReported(request, body);
          default -> new SessionEvent.Unknown(request, event);
        });
  }

  void handle(SessionEvent event) {
    Session.Step step = Session.on(state, event, world.now(), LIMITS);
    state = step.state();
    step.effects().forEach(this::carryOut);
  }

  private void carryOut(SessionEffect effect) {
    switch (effect) {
      case SessionEffect.Answer(long request, JsonNode body) -> answer(request, body);
      case SessionEffect.Forget(long request) -> asked.remove(request);
      case SessionEffect.Close _ -> connection.hangUp();
      case SessionEffect.Challenge(long request, String gateway) ->
          later(() -> challenge(request, gateway));
      case SessionEffect.Verify(long request, AuthProof proof) ->
          later(() -> verify(request, proof));
      case SessionEffect.Begin(String _, long epoch) -> begin(epoch);
      case SessionEffect.Append(long request, String _, JsonNode body) ->
          later(() -> append(request, body));
      case SessionEffect.StoreBeat(long request, String _, long epoch, Heartbeat heartbeat) ->
          later(() -> beat(request, epoch, heartbeat));
      case SessionEffect.StoreReport(long request, String _, var report) ->
          answerLater(
              request,
              () -> {
                platform
                    .database()
                    .change(report.id(), row -> CommandWay.reported(row, report, world.now()));
                return new Done().json();
              });
      case SessionEffect.MeetTwins(long request, String _, TwinSync sync) ->
          answerLater(request, () -> meet(sync));
      case SessionEffect.StoreTwins(long request, String _, TwinPatches patches) ->
          answerLater(request, () -> report(patches));
      case SessionEffect.TakeBlob _, SessionEffect.Accuse _ -> {
        // No gateway of the simulation has a picture.
      }
      case SessionEffect.SendModel _ -> {}
      // Nobody joins here.
      case SessionEffect.OfferJoin _, SessionEffect.Join _ -> {}
      case SessionEffect.LookUp(String _, var stream) ->
          later(() ->
              handle(
                  new SessionEvent.Committed(
                      stream, platform.database().committed.getOrDefault(stream, 0L))));
      case SessionEffect.End _ -> {}
    }
  }

  private void challenge(long request, String gateway) {
    if (platform.redis().isUp()) {
      String nonce = "%032x".formatted(world.between(1, Long.MAX_VALUE));
      platform.redis().nonces.put(gateway + connection.id, nonce);
      handle(new SessionEvent.NonceMade(request, new AuthChallenge(nonce)));
    } else {
      handle(new SessionEvent.Denied(request, busy(), false));
    }
  }

  private void verify(long request, AuthProof proof) {
    if (!platform.redis().isUp()) {
      handle(new SessionEvent.Denied(request, busy(), false));
      return;
    }
    Optional<String> nonce =
        Optional.ofNullable(platform.redis().nonces.remove(proof.gatewayId() + connection.id));
    if (nonce.isEmpty()) {
      Refusal stale = Refusal.of(RefusalCode.STALE_NONCE, "used already");
      handle(new SessionEvent.Denied(request, stale, true));
      return;
    }
    boolean proves =
        Digests.equal(
            Digests.ofGateway(Platform.KEY, nonce.get(), proof.gatewayId(), connection.id),
            proof.userKey());
    if (!proves) {
      Refusal wrong = Refusal.of(RefusalCode.NOT_AUTHENTIC, "wrong key");
      handle(new SessionEvent.Denied(request, wrong, true));
      return;
    }
    Database database = platform.database();
    database.sessionEpoch++;
    AuthAccepted accepted =
        new AuthAccepted(
            database.sessionEpoch,
            Digests.ofPlatform(Platform.KEY, nonce.get(), proof.gatewayId(), connection.id),
            Platform.HEARTBEAT,
            platform.registrations(),
            database.committed.entrySet().stream()
                .map(each -> new AuthAccepted.Resume(each.getKey(), each.getValue()))
                .toList(),
            Optional.of(world.now()));
    handle(new SessionEvent.Verified(request, accepted, database.devices.keySet()));
  }

  private void begin(long epoch) {
    platform.redis().publish(each -> each.fence(epoch));
    later(() -> {
      platform.database().seen();
      platform.redis().deadline = Optional.of(world.now().plus(Platform.SILENCE));
      sendCommands();
    });
  }

  private void append(long request, JsonNode body) {
    if (platform.redis().isUp()) {
      long place = platform.redis().append(body);
      if (world.chance(0.9)) {
        handle(new SessionEvent.Queued(request, String.valueOf(place)));
      }
    } else {
      handle(new SessionEvent.NotQueued(request));
    }
  }

  private void beat(long request, long epoch, Heartbeat heartbeat) {
    Database database = platform.database();
    if (database.sessionEpoch > epoch) {
      handle(new SessionEvent.Fenced());
      answer(request, Refusal.of(RefusalCode.FENCED, "a newer session took over").json());
      return;
    }
    if (!platform.redis().isUp()) {
      answer(request, busy().json());
      return;
    }
    platform.redis().deadline = Optional.of(world.now().plus(Platform.SILENCE));
    database.heard(heartbeat);
    List<String> drifted =
        heartbeat.twins().stream()
            .filter(each -> each.differsFrom(database.twin(each.device()).twin()))
            .map(TwinPosition::device)
            .toList();
    Invariants.require("TwinsConverge", drifted.isEmpty(), drifted + " drifted");
    answer(request, new Heard(world.now(), drifted).json());
  }

  private JsonNode meet(TwinSync sync) {
    List<TwinSynced.Item> items = new ArrayList<>();
    for (TwinPosition each : sync.twins()) {
      PlatformTwin.Meeting meeting = platform.database().twin(each.device()).meet(each);
      platform.database().changeTwin(each.device(), _ -> meeting.next());
      items.add(
          new TwinSynced.Item(
              each.device(),
              meeting.next().twin().reported().at(),
              meeting.drift(),
              meeting.desired()));
    }
    return new TwinSynced(items).json();
  }

  private JsonNode report(TwinPatches patches) {
    Map<String, Stamp> stands = new HashMap<>();
    for (TwinPatches.Item each : patches.twins()) {
      PlatformTwin next =
          platform.database().changeTwin(each.device(), twin -> twin.report(each.patch()));
      stands.put(each.device(), next.twin().reported().at());
    }
    return new TwinStands(stands).json();
  }

  /// Sends what waits and is not under way.
  void sendCommands() {
    if (!isLive()) {
      return;
    }
    Instant now = world.now();
    Database database = platform.database();
    Set<String> busy = Set.copyOf(underWay.keySet());
    for (Errand each : Dispatch.next(database.rows.values(), busy, now, DISPATCH)) {
      switch (each) {
        case Errand.Offer(CommandRow row) ->
            CommandWay.offer(row, now)
                .ifPresent(offered -> {
                  database.put(offered);
                  tell(
                      row.id(),
                      Events.COMMAND,
                      offered.command().json(),
                      answer -> offered(row.id(), answer));
                });
        case Errand.Retract(CommandRow row) -> {
          String reason = row.withdrawal().map(Withdrawal::reason).orElseThrow();
          tell(
              row.id(),
              Events.COMMAND_CANCEL,
              new CommandCancel(row.command(), reason).json(),
              answer -> retracted(row.id(), answer));
        }
      }
    }
  }

  private void offered(String id, JsonNode answer) {
    platform
        .database()
        .change(
            id,
            row ->
                Refusal.is(answer)
                    ? CommandWay.refused(row, Refusal.read(answer), world.now())
                    : CommandWay.taken(row, world.now()));
    sendCommands();
  }

  private void retracted(String id, JsonNode answer) {
    if (!Refusal.is(answer)) {
      platform
          .database()
          .change(
              id,
              row ->
                  CommandWay.withdrawn(
                      row, CommandCancel.Answer.read(answer).state(), world.now()));
      sendCommands();
    }
  }

  private void tell(String id, String event, JsonNode body, Consumer<JsonNode> answer) {
    long token = ++told;
    underWay.put(id, token);
    connection.tell(
        event,
        body,
        reply ->
            server.after(
                world.between(1, 20),
                () -> {
                  underWay.remove(id);
                  answer.accept(reply);
                }));
    server.after(ACK_TIMEOUT, () -> underWay.remove(id, token));
  }

  /// Tells what is desired and the gateway has not got.
  void sendTwins() {
    List<TwinPatches.Item> items = new ArrayList<>();
    for (String device : platform.database().devices.keySet()) {
      platform
          .database()
          .twin(device)
          .outgoing()
          .ifPresent(patch -> items.add(new TwinPatches.Item(device, patch)));
    }
    if (!isLive() || twinsUnderWay || items.isEmpty()) {
      return;
    }
    twinsUnderWay = true;
    long token = ++told;
    connection.tell(
        Events.TWIN_DESIRED,
        new TwinPatches(items).json(),
        answer -> server.after(world.between(1, 20), () -> stands(answer)));
    server.after(
        ACK_TIMEOUT,
        () -> {
          if (told == token) {
            twinsUnderWay = false;
          }
        });
  }

  private void stands(JsonNode answer) {
    twinsUnderWay = false;
    if (!Refusal.is(answer)) {
      TwinStands.read(answer)
          .twins()
          .forEach(
              (device, at) -> platform.database().changeTwin(device, twin -> twin.heldUpTo(at)));
    }
  }

  private void answer(long request, JsonNode body) {
    Consumer<JsonNode> waiting = asked.remove(request);
    if (waiting != null) {
      waiting.accept(body);
    }
  }

  private void answerLater(long request, Supplier<JsonNode> work) {
    later(() -> answer(request, work.get()));
  }

  private void later(Runnable work) {
    server.after(world.between(1, 30), work);
  }

  private static Refusal busy() {
    return Refusal.retryAfter(RefusalCode.BUSY, "Redis is away", Duration.ofSeconds(1));
  }
}
