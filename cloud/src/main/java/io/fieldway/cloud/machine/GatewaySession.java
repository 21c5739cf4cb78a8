package io.fieldway.cloud.machine;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.machine.Doorkeeper.Peer;
import io.fieldway.cloud.machine.session.Session;
import io.fieldway.cloud.machine.session.SessionEffect;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.cloud.machine.session.SessionState;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Sessions;
import io.fieldway.socketio.Ack;
import io.fieldway.socketio.Socket;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.channel.ServerEnd;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The shell of a [Session]: turns Socket.IO events into the core's and carries its effects out.
/// Everything here happens on the socket's event loop; what blocks goes to a virtual thread, one
/// after the other, and comes back as an event.
final class GatewaySession {
  private static final Logger LOG = LoggerFactory.getLogger(GatewaySession.class);

  /// What one session is accused of at most; more changes nothing about it.
  private static final int MAX_ACCUSATIONS = 100;

  private final Floor floor;
  private final Socket socket;
  private final Peer peer;
  private final Map<Long, Ack> asked = new HashMap<>();

  /// When each batch came that is in the queue.
  private final Map<Long, Instant> queued = new HashMap<>();

  private final CommandPost.Outgoing outgoing = new CommandPost.Outgoing();
  private final TwinPost.Outgoing outgoingTwins = new TwinPost.Outgoing();
  @Var private volatile Optional<KeyPost.Session> key = Optional.empty();
  @Var private SessionState state = Session.START;
  @Var private long requests;
  @Var private CompletableFuture<Boolean> blocking = CompletableFuture.completedFuture(true);
  @Var private CompletableFuture<Boolean> pictures = CompletableFuture.completedFuture(true);
  @Var private int blobsUnderWay;
  private final Set<SessionEffect.Accuse> accusations = new HashSet<>();

  /// Since when the socket could have shown who it is: it was opened, or told when to come again.
  @Var private volatile Instant expected;

  private volatile boolean modelTold = true;

  GatewaySession(Floor floor, Socket socket) {
    this.floor = floor;
    this.socket = socket;
    this.expected = floor.clock().instant();
    this.peer = new Peer(socket.id(), socket.handshake().remote());
  }

  void listen() {
    socket
        .on(Events.AUTH, (args, ack) -> heard(ack, id -> new SessionEvent.Auth(id, body(args))))
        .on(Events.JOIN, (args, ack) -> heard(ack, id -> new SessionEvent.Join(id, body(args))))
        .on(
            Events.DATA,
            (args, ack) -> heard(ack, id -> new SessionEvent.Data(id, body(args), room())))
        .on(
            Events.HEARTBEAT,
            (args, ack) -> heard(ack, id -> new SessionEvent.Beat(id, body(args))))
        .on(
            Events.COMMAND_STATE,
            (args, ack) -> heard(ack, id -> new SessionEvent.Report(id, body(args))))
        .on(
            Events.TWIN_SYNC,
            (args, ack) -> heard(ack, id -> new SessionEvent.TwinsMet(id, body(args))))
        .on(
            Events.TWIN_REPORTED,
            (args, ack) -> heard(ack, id -> new SessionEvent.TwinsReported(id, body(args))))
        .on(Events.BLOB_BEGIN, (args, ack) -> heardOfBlob(Events.BLOB_BEGIN, args, ack))
        .on(Events.BLOB_CHUNK, (args, ack) -> heardOfBlob(Events.BLOB_CHUNK, args, ack))
        .on(Events.BLOB_END, (args, ack) -> heardOfBlob(Events.BLOB_END, args, ack))
        .onAny((event, _, ack) -> heard(ack, id -> new SessionEvent.Unknown(id, Json.brief(event))))
        .onDisconnect(_ -> {
          floor.registry().closed(this);
          handle(new SessionEvent.Disconnected());
        });
    floor.registry().opened(this);
  }

  /// Brings an event from another thread.
  void post(SessionEvent event) {
    socket.execute(() -> handle(event));
  }

  /// The database holds a stream up to here.
  void committed(StreamId stream, long upTo) {
    post(new SessionEvent.Committed(stream, upTo, OptionalLong.of(floor.grant())));
  }

  /// Sends what waits for this gateway in the database; from a virtual thread.
  void sendCommands(String gateway) {
    floor.commands().send(gateway, socket, outgoing);
  }

  /// Tells what is desired and the gateway has not got; from a virtual thread.
  void sendTwins(String gateway) {
    floor.twins().send(gateway, socket, outgoingTwins);
  }

  /// Gives the gateway a new key where one is wanted; from a virtual thread.
  void sendKey() {
    key.ifPresent(floor.keys()::send);
  }

  /// Time has passed.
  void tick(Instant now) {
    post(new SessionEvent.Tick());
    if (!expected.plus(floor.config().authPatience()).isAfter(now)) {
      post(new SessionEvent.Overdue());
    }
  }

  /// Whether the gateway has acknowledged its present registrations.
  boolean modelTold() {
    return modelTold;
  }

  private interface Making {
    SessionEvent make(long request);
  }

  private void heard(Ack ack, Making making) {
    long request = ++requests;
    if (asked.size() >= floor.config().maxRequests()) {
      Refusal busy =
          Refusal.retryAfter(
              RefusalCode.BUSY,
              asked.size() + " requests are under way",
              floor.config().session().busyRetry());
      floor.metrics().refused(busy.code());
      ack.send(busy.json());
      return;
    }
    asked.put(request, ack);
    handle(making.make(request));
  }

  private void heardOfBlob(String event, List<JsonNode> args, Ack ack) {
    heard(ack, id -> new SessionEvent.BlobSaid(id, event, body(args)));
  }

  private boolean room() {
    return !(state instanceof SessionState.Live live) || !floor.queue().full(live.gateway());
  }

  private void handle(SessionEvent event) {
    Session.Step step = Session.on(state, event, floor.clock().instant(), floor.config().session());
    state = step.state();
    step.effects().forEach(this::carryOut);
  }

  private void carryOut(SessionEffect effect) {
    switch (effect) {
      case SessionEffect.Answer answer -> answer(answer.request(), answer.body());
      case SessionEffect.Forget forget -> {
        asked.remove(forget.request());
        queued.remove(forget.request());
      }
      case SessionEffect.Close _ -> socket.close();
      case SessionEffect.Challenge challenge ->
          block(
              challenge.request(),
              () -> floor.auth().challenge(challenge.request(), challenge.gateway(), peer));
      case SessionEffect.Verify verify ->
          block(
              verify.request(),
              () -> granted(floor.auth().verify(verify.request(), verify.proof(), peer)));
      case SessionEffect.OfferJoin offer ->
          block(
              offer.request(), () -> floor.registrar().offer(offer.request(), offer.asked(), peer));
      case SessionEffect.Join join ->
          block(join.request(), () -> floor.registrar().join(join.request(), join.proof(), peer));
      case SessionEffect.Begin begin -> begin(begin);
      case SessionEffect.Append append -> append(append);
      case SessionEffect.StoreBeat beat -> beat(beat);
      case SessionEffect.StoreReport report ->
          answerLater(
              report.request(),
              () -> {
                floor.metrics().report();
                return floor.desk().report(report.gateway(), report.report(), peer.host());
              });
      case SessionEffect.MeetTwins twins ->
          answerLater(
              twins.request(), () -> floor.twins().meet(twins.gateway(), twins.positions()));
      case SessionEffect.StoreTwins twins ->
          answerLater(
              twins.request(), () -> floor.twins().report(twins.gateway(), twins.patches()));
      case SessionEffect.TakeBlob blob -> take(blob);
      case SessionEffect.Accuse accused -> accuse(accused);
      case SessionEffect.SendModel model -> sendModel(model.registrations());
      case SessionEffect.LookUp lookUp ->
          later(() ->
              committed(
                  lookUp.stream(), floor.gateways().committed(lookUp.gateway(), lookUp.stream())));
      case SessionEffect.End end ->
          floor
              .registry()
              .remove(end.gateway(), this)
              .ifPresent(epoch -> floor.desk().ended(end.gateway(), epoch));
    }
  }

  /// One after the other, and apart from what else the gateway says: a large picture that is being
  /// checked delays no reading.
  private void take(SessionEffect.TakeBlob blob) {
    if (blobsUnderWay >= floor.config().blobsAtOnce()) {
      answer(
          blob.request(),
          Refusal.retryAfter(
                  RefusalCode.BUSY,
                  blobsUnderWay + " chunks are under way",
                  floor.config().session().busyRetry())
              .json());
      return;
    }
    blobsUnderWay++;
    pictures =
        pictures.handleAsync(
            (_, _) -> {
              JsonNode body = answerOf(() -> floor.blobs().take(blob.gateway(), blob.message()));
              socket.execute(() -> {
                blobsUnderWay--;
                answer(blob.request(), body);
              });
              return true;
            },
            floor.blocking());
  }

  /// Once for each thing that it tries in a session.
  private void accuse(SessionEffect.Accuse accused) {
    if (accusations.size() < MAX_ACCUSATIONS && accusations.add(accused)) {
      LOG.warn("Gateway {}: {}, {}", accused.gateway(), accused.kind(), accused.detail());
      later(() ->
          floor.desk().accuse(accused.kind(), accused.gateway(), peer.host(), accused.detail()));
    }
  }

  private SessionEvent granted(SessionEvent verdict) {
    return verdict
            instanceof SessionEvent.Verified(long request, AuthAccepted answer, Set<String> devices)
        ? new SessionEvent.Verified(request, answer.withCredit(floor.grant()), devices)
        : verdict;
  }

  private void begin(SessionEffect.Begin begin) {
    key =
        Optional.of(
            new KeyPost.Session(
                begin.gateway(),
                begin.epoch(),
                socket,
                peer,
                new AtomicReference<>(new KeyPost.Stage.Idle())));
    floor.registry().put(begin.gateway(), begin.epoch(), this);
    floor.messages().publish(new Message.SessionBegan(begin.gateway(), begin.epoch()));
    later(() -> {
      // A revocation that was told before this session stood in the registry is found here.
      if (floor.gateways().isRevoked(begin.gateway())) {
        post(new SessionEvent.Revoked());
        return;
      }
      floor.desk().began(begin.gateway(), place(begin.epoch()));
      sendCommands(begin.gateway());
      sendKey();
    });
  }

  private Sessions.Place place(long epoch) {
    return new Sessions.Place(floor.instance(), socket.id(), epoch);
  }

  /// Tells the gateway that this server ends.
  void tellEnd(Duration retryAfter) {
    socket.execute(() -> {
      if (state instanceof SessionState.Live) {
        socket.emit(Events.SERVER_END, new ServerEnd(retryAfter).json());
      }
    });
  }

  private void append(SessionEffect.Append append) {
    floor.metrics().batch();
    queued.put(append.request(), floor.clock().instant());
    floor
        .queue()
        .append(append.gateway(), Json.write(append.body()))
        .whenComplete((entry, thrown) ->
            post(
                thrown == null
                    ? new SessionEvent.Queued(append.request(), entry)
                    : new SessionEvent.NotQueued(append.request())));
  }

  private void beat(SessionEffect.StoreBeat beat) {
    floor.metrics().heartbeat();
    answerLater(
        beat.request(),
        () ->
            floor
                .desk()
                .heartbeat(beat.gateway(), place(beat.epoch()), beat.heartbeat())
                .orElseGet(() -> {
                  post(new SessionEvent.Fenced());
                  return Refusal.of(RefusalCode.FENCED, "a newer session took over").json();
                }));
  }

  private void sendModel(Registrations registrations) {
    modelTold = false;
    CompletionStage<List<JsonNode>> acknowledged =
        socket.emitWithAck(floor.config().commandAckTimeout(), Events.MODEL, registrations.json());
    acknowledged.whenComplete((_, thrown) -> modelTold = thrown == null);
  }

  /// Tells the gateway its registrations again.
  void tellModelAgain() {
    socket.execute(() -> {
      if (state instanceof SessionState.Live live) {
        sendModel(live.registrations());
      }
    });
  }

  private void answer(long request, JsonNode body) {
    Ack ack = asked.remove(request);
    Instant came = queued.remove(request);
    if (came != null && !Refusal.is(body)) {
      Instant now = floor.clock().instant();
      floor.credits().took(Duration.between(came, now), now);
    }
    if (Refusal.is(body)) {
      Refusal refusal = Refusal.read(body);
      floor.metrics().refused(refusal.code());
      refusal.retryAfter().ifPresent(wait -> expected = floor.clock().instant().plus(wait));
    }
    if (ack != null) {
      ack.send(body);
    }
  }

  /// Does something that blocks and brings the event it gives.
  private void block(long request, Supplier<SessionEvent> work) {
    later(() -> {
      try {
        post(work.get());
      } catch (RuntimeException e) {
        LOG.error("A session's work failed", e);
        post(new SessionEvent.Denied(request, Refusal.of(RefusalCode.INTERNAL, "our fault"), true));
      }
    });
  }

  /// Does something that blocks and answers with what it gives.
  private void answerLater(long request, Supplier<JsonNode> work) {
    later(() -> {
      JsonNode body = answerOf(work);
      socket.execute(() -> answer(request, body));
    });
  }

  private JsonNode answerOf(Supplier<JsonNode> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      LOG.warn("A gateway's message cannot be stored now: {}", e.toString());
      return Refusal.retryAfter(
              RefusalCode.BUSY, "cannot be stored now", floor.config().session().busyRetry())
          .json();
    }
  }

  private void later(Runnable work) {
    blocking =
        blocking.handleAsync(
            (_, _) -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.warn("A session's work failed: {}", e.toString());
              }
              return true;
            },
            floor.blocking());
  }

  private static JsonNode body(List<JsonNode> args) {
    return args.isEmpty() ? Json.object() : args.getFirst();
  }
}
