package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.uplink.UplinkSession.Effect;
import io.fieldway.gateway.uplink.UplinkSession.Event;
import io.fieldway.gateway.uplink.UplinkSession.State;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.BlobChunk;
import io.fieldway.wire.channel.BlobMessage;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heard;
import io.fieldway.wire.channel.KeyConfirm;
import io.fieldway.wire.channel.KeyRotate;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.channel.ServerEnd;
import io.fieldway.wire.channel.TwinPatches;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// The gateway's side of the channel: carries out what [UplinkSession] and, while there is a
/// session, [DataSender] and [HeartbeatSender] decide. Everything runs on the gateway's loop;
/// public methods may be called from any thread.
public final class Uplink implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Uplink.class);

  private static final Duration TICK = Duration.ofMillis(50);

  private final GatewayKeys keys;
  private final Link.Maker links;
  private final UplinkConfig config;
  private final Outbox outbox;
  private final Reach reach;
  private final Loop loop;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final UplinkSession session;
  private final Budget budget;
  private final Lag lag;
  private final UplinkCounters counters = new UplinkCounters();
  private final AtomicBoolean woken = new AtomicBoolean();
  private final AtomicBoolean changed = new AtomicBoolean();

  /// Only the loop.
  @Var private State state;

  /// Valid for a connection.
  @Var private Optional<Link> link = Optional.empty();

  /// Valid for a session.
  @Var private Optional<DataSender> data = Optional.empty();

  @Var private Optional<HeartbeatSender> heartbeats = Optional.empty();

  /// When our proof went out.
  @Var private Instant proved = Instant.EPOCH;

  @Var private Optional<UplinkHost> host = Optional.empty();
  @Var private boolean stopped;

  /// Links with the official client, to each of the platform's machine servers in turn.
  public static Link.Maker socketIo(
      List<URI> platform, TlsSockets tls, UplinkConfig config, RandomGenerator chance) {
    return new Platforms(platform, config, tls, chance.nextInt(platform.size()));
  }

  public Uplink(
      String gatewayId,
      GatewayKeys keys,
      Link.Maker links,
      UplinkConfig config,
      Outbox outbox,
      Loop loop,
      InstantSource clock,
      RandomGenerator chance) {
    this.keys = keys;
    this.links = links;
    this.config = config;
    this.outbox = outbox;
    this.reach = new Reach(outbox.state());
    this.loop = loop;
    this.clock = clock;
    this.chance = chance;
    this.budget = new Budget(config.budget(), clock.instant());
    this.lag = new Lag(config.lag());
    this.session = new UplinkSession(gatewayId, keys.current(), config, links.addresses());
    this.state = UplinkSession.start(clock.instant());
  }

  /// Begins to look for the platform.
  public void start(UplinkHost gateway) {
    loop.execute(() -> {
      host = Optional.of(gateway);
      tick();
    });
    loop.every(TICK, this::tick);
  }

  /// There is something new in the outbox.
  public void appended() {
    if (woken.compareAndSet(false, true)) {
      loop.execute(() -> {
        woken.set(false);
        data.ifPresent(each -> each.pump(clock.instant()));
      });
    }
  }

  /// A device has come or gone: the platform shall hear it soon.
  public void deviceChanged() {
    changed.set(true);
  }

  /// Tells what became of a command. `stored` hears whether that needs no repetition; without a
  /// session, or without an answer, never.
  public void report(CommandReport report, Consumer<Boolean> stored) {
    loop.execute(() -> {
      if (state instanceof State.Live) {
        emit(
            Events.COMMAND_STATE,
            Json.write(report.json()),
            answer -> stored.accept(isSettled(report, answer)));
      }
    });
  }

  /// Asks the platform; `answer` hears a yes. Without a session, without an answer, and after a no,
  /// it never hears.
  public void ask(String event, JsonNode body, Consumer<JsonNode> answer) {
    loop.execute(() -> {
      if (state instanceof State.Live) {
        emit(event, Json.write(body), tree -> answered(event, tree, answer));
      }
    });
  }

  /// Says something of a blob; `answer` hears yes or no on the loop. Without a session, and without
  /// an answer, it never hears. Only the loop.
  public void say(String event, BlobMessage message, Consumer<JsonNode> answer) {
    if (!(state instanceof State.Live)) {
      return;
    }
    Consumer<JsonNode> heard =
        tree -> {
          answer.accept(tree);
          if (Refusal.is(tree) && Answers.endsSession(Answers.refusal(tree))) {
            Refusal refusal = Answers.refusal(tree);
            end(refusal.message(), Optional.of(refusal));
          }
        };
    if (message instanceof BlobChunk chunk) {
      link.ifPresent(current ->
          current.emit(
              event,
              Json.write(chunk.head()),
              BlobChunk.DATA,
              chunk.data(),
              tree -> onLoop(current, () -> heard.accept(tree))));
    } else {
      emit(event, Json.write(message.json()), heard);
    }
  }

  public UplinkCounts counts() {
    return counters.snapshot();
  }

  /// Leaves the platform.
  @Override
  public void close() {
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    loop.execute(() -> {
      stopped = true;
      disconnect();
      left.complete(true);
    });
    boolean _ = left.completeOnTimeout(false, 2, TimeUnit.SECONDS).join();
  }

  private void tick() {
    Instant now = clock.instant();
    on(new Event.Tick());
    data.ifPresent(each -> each.tick(now));
    boolean soon = changed.getAndSet(false);
    heartbeats.ifPresent(each -> each.tick(now, soon));
  }

  private void on(Event event) {
    if (stopped) {
      return;
    }
    UplinkSession.Step step = session.on(state, event, clock.instant(), chance.nextDouble());
    state = step.next();
    step.effects().forEach(this::carryOut);
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.Connect(boolean pollingFirst) -> connect(pollingFirst);
      case Effect.Ask(var request) ->
          emit(Events.AUTH, Json.write(request.json()), answer -> on(new Event.Answered(answer)));
      case Effect.Prove(var proof) -> {
        proved = clock.instant();
        emit(Events.AUTH, Json.write(proof.json()), answer -> on(new Event.Answered(answer)));
      }
      case Effect.Begin(AuthAccepted accepted) -> begin(accepted);
      case Effect.Leave(String reason, Duration pause, boolean serious) -> {
        if (serious) {
          log.error("no session with {}: {}; next try in {} ms", peer(), reason, pause.toMillis());
        } else {
          log.info("no session with {}: {}; next try in {} ms", peer(), reason, pause.toMillis());
        }
        counters.failed();
        disconnect();
      }
    }
  }

  private void connect(boolean pollingFirst) {
    Ears ears = new Ears();
    Link fresh = links.make(pollingFirst, ears);
    ears.link = Optional.of(fresh);
    link = Optional.of(fresh);
    fresh.open();
  }

  private void disconnect() {
    host.ifPresent(UplinkHost::unlinked);
    link.ifPresent(Link::close);
    link = Optional.empty();
    data = Optional.empty();
    heartbeats = Optional.empty();
    counters.live(false);
    counters.underWay(0);
  }

  /// Emits before everything that waits.
  private void emit(String event, String body, Consumer<JsonNode> answer) {
    Duration _ = budget.ask(Lane.URGENT, body.length(), clock.instant());
    counters.bytes(Lane.URGENT, body.length());
    emitData(event, body, answer);
  }

  /// Emits on the connection there is; what is answered on a later one is not heard.
  private void emitData(String event, String body, Consumer<JsonNode> answer) {
    link.ifPresent(
        current -> current.emit(event, body, tree -> onLoop(current, () -> answer.accept(tree))));
  }

  private void onLoop(Link current, Runnable task) {
    loop.execute(() -> {
      if (isCurrent(current)) {
        task.run();
      }
    });
  }

  private boolean isCurrent(Link one) {
    return !stopped && link.filter(one::equals).isPresent();
  }

  private void begin(AuthAccepted accepted) {
    log.info(
        "session {} with {}, {} devices",
        accepted.sessionEpoch(),
        peer(),
        accepted.registrations().devices().size());
    counters.began();
    host().time(accepted.at(), Duration.between(proved, clock.instant()));
    host().registrations(accepted.registrations());
    DataSender sender =
        new DataSender(
            config, outbox, reach, budget, lag, counters, loop, clock, this::emitData, this::end);
    data = Optional.of(sender);
    heartbeats =
        Optional.of(
            new HeartbeatSender(
                config,
                accepted.heartbeat(),
                host()::heartbeat,
                host()::time,
                clock,
                counters,
                this::beat,
                this::end));
    sender.begin(accepted.resume(), accepted.credit(), clock.instant());
    host().linked();
    heartbeats.get().tick(clock.instant(), true);
  }

  /// A heartbeat's answer may name twins that have drifted.
  private void beat(String event, String body, Consumer<JsonNode> answer) {
    emit(
        event,
        body,
        tree -> {
          answer.accept(tree);
          if (!Refusal.is(tree)) {
            answered(event, tree, yes -> host().drifted(Heard.driftIn(yes)));
          }
        });
  }

  private void answered(String event, JsonNode answer, Consumer<JsonNode> yes) {
    try {
      if (!Refusal.is(answer)) {
        yes.accept(answer);
        return;
      }
    } catch (MalformedException e) {
      log.warn("the platform's answer to {} is malformed: {}", event, e.getMessage());
      return;
    }
    Refusal refusal = Answers.refusal(answer);
    log.info("the platform refuses {}: {}", event, refusal.message());
    if (Answers.endsSession(refusal)) {
      end(refusal.message(), Optional.of(refusal));
    }
  }

  /// Ends the session, and begins another after a while.
  private void end(String reason, Optional<Refusal> refusal) {
    on(new Event.Ended(reason, refusal));
  }

  private boolean isSettled(CommandReport report, JsonNode answer) {
    if (!Refusal.is(answer)) {
      return true;
    }
    Refusal refusal = Answers.refusal(answer);
    log.warn("the platform refuses the report on command {}: {}", report.id(), refusal.message());
    if (Answers.endsSession(refusal)) {
      end(refusal.message(), Optional.of(refusal));
    }
    return refusal.code() == RefusalCode.UNKNOWN_COMMAND;
  }

  private void heard(String event, JsonNode body, Consumer<JsonNode> answer) {
    if (!(state instanceof State.Live)) {
      answer.accept(
          Refusal.of(RefusalCode.NOT_AUTHENTICATED, "the platform has not proved itself").json());
      return;
    }
    try {
      switch (event) {
        case Events.COMMAND -> host().command(Command.read(body), answer);
        case Events.COMMAND_CANCEL -> host().cancel(CommandCancel.read(body), answer);
        case Events.SERVER_END -> on(new Event.Moved(ServerEnd.read(body).retryAfter()));
        case Events.TWIN_DESIRED -> host().desired(TwinPatches.read(event, body), answer);
        case Events.KEY_ROTATE -> rotate(KeyRotate.read(body), answer);
        case Events.KEY_CONFIRM -> confirm(KeyConfirm.read(body), answer);
        default -> {
          host().registrations(Registrations.read(body));
          answer.accept(new Done().json());
          deviceChanged();
        }
      }
    } catch (MalformedException e) {
      log.warn("the platform sent a malformed {}: {}", event, e.getMessage());
      answer.accept(Refusal.of(RefusalCode.MALFORMED, String.valueOf(e.getMessage())).json());
    }
  }

  private String peer() {
    return link.map(Link::peer).orElse("the platform");
  }

  private void rotate(KeyRotate wish, Consumer<JsonNode> answer) {
    String own = "%016x%016x".formatted(chance.nextLong(), chance.nextLong());
    try {
      answer.accept(keys.rotate(wish, own).json());
    } catch (IOException e) {
      log.warn("the next key cannot be written: {}", e.toString());
      answer.accept(Refusal.of(RefusalCode.INTERNAL, "the key cannot be written").json());
    }
  }

  private void confirm(KeyConfirm confirm, Consumer<JsonNode> answer) {
    try {
      if (keys.confirm(confirm)) {
        session.rekey(keys.current());
        answer.accept(new Done().json());
      } else {
        log.warn("the platform confirms a key that is not the next one");
        answer.accept(Refusal.of(RefusalCode.NOT_AUTHENTIC, "not the next key").json());
      }
    } catch (IOException e) {
      log.warn("the new key cannot be written: {}", e.toString());
      answer.accept(Refusal.of(RefusalCode.INTERNAL, "the key cannot be written").json());
    }
  }

  private UplinkHost host() {
    return host.orElseThrow(() -> new IllegalStateException("not started"));
  }

  /// Brings what the client's thread hears to the loop.
  private final class Ears implements Link.Ears {
    @Var private volatile Optional<Link> link = Optional.empty();

    @Override
    public void connected(String socketId) {
      onLoop(() -> on(new Event.Connected(socketId)));
    }

    @Override
    public void lost(String reason, Optional<Duration> retryAfter) {
      onLoop(() -> on(new Event.Lost(reason, retryAfter)));
    }

    @Override
    public void event(String name, JsonNode body, Consumer<JsonNode> answer) {
      onLoop(() -> heard(name, body, answer));
    }

    private void onLoop(Runnable task) {
      loop.execute(() -> {
        if (link.isPresent() && isCurrent(link.get())) {
          task.run();
        }
      });
    }
  }
}
