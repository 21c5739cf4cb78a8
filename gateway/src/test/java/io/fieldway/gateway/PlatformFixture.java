package io.fieldway.gateway;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.uplink.UplinkConfig;
import io.fieldway.socketio.Ack;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.Transport;
import io.fieldway.socketio.io.SocketIoServer;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.BlobMessage;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.DataAck;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heard;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.StreamId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// A small platform that speaks the channel over a real Socket.IO server, with real digests. It
/// stores what follows what it has; faults are set from outside.
final class PlatformFixture implements AutoCloseable {
  static final Bytes KEY = Bytes.utf8("the key of gateway gw-1, 32 byte");

  private final SocketIoServer server;
  private final InetSocketAddress address;

  final Map<StreamId, List<Entry>> stored = new ConcurrentHashMap<>();

  /// How far each stream is committed; only for those that are stored.
  private final Map<StreamId, Long> ends = new ConcurrentHashMap<>();

  final List<Gap> gaps = new CopyOnWriteArrayList<>();
  @Var volatile OptionalLong credit = OptionalLong.empty();
  final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
  final List<CommandReport> reports = new CopyOnWriteArrayList<>();
  final ConcurrentLinkedQueue<Refusal> refuseData = new ConcurrentLinkedQueue<>();
  final ConcurrentLinkedQueue<Refusal> refuseAuth = new ConcurrentLinkedQueue<>();
  final AtomicInteger loseData = new AtomicInteger();
  final AtomicInteger loseAcks = new AtomicInteger();
  final AtomicInteger loseReports = new AtomicInteger();
  final AtomicInteger sessions = new AtomicInteger();
  final AtomicInteger tries = new AtomicInteger();
  final AtomicInteger batches = new AtomicInteger();
  final Set<Transport> transports = ConcurrentHashMap.newKeySet();
  @Var volatile Bytes proofKey = KEY;

  /// How far its clock is ahead of the gateway's, where it tells it.
  @Var volatile Optional<Duration> ahead = Optional.empty();

  /// What it holds of blobs.
  @Var volatile BlobFixture blobs = new BlobFixture();

  @Var volatile boolean takeData = true;
  @Var volatile Registrations registrations = Registrations.NONE;
  @Var private volatile Optional<Socket> live = Optional.empty();

  private PlatformFixture(int port, Set<Transport> transports) {
    SocketIoConfig config =
        SocketIoConfig.defaults()
            .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .withTransports(transports)
            .withCloseTimeout(Duration.ofMillis(200));
    this.server = SocketIoServer.builder().config(config).build();
    server.of(Events.NAMESPACE).onConnection(this::connected);
    try {
      this.address = server.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static PlatformFixture start() {
    return new PlatformFixture(0, EnumSet.allOf(Transport.class));
  }

  static PlatformFixture startWith(Transport transport) {
    return new PlatformFixture(0, EnumSet.of(transport));
  }

  /// The same platform after a restart: on the same port, with what its database held.
  PlatformFixture restart() {
    close();
    PlatformFixture next = new PlatformFixture(address.getPort(), EnumSet.allOf(Transport.class));
    next.stored.putAll(stored);
    next.blobs = blobs;
    next.ends.putAll(ends);
    next.gaps.addAll(gaps);
    next.registrations = registrations;
    return next;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  /// A gateway of this platform that comes back soon, and listens where there is room.
  GatewayConfig gateway(Path directory) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return GatewayConfig.of("gw-1", KEY, uri(), free, directory)
        .withUplink(
            UplinkConfig.DEFAULTS.withDelays(
                Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(400)));
  }

  /// Everything stored, by the order of the streams.
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    List<StreamId> streams =
        stored.keySet().stream().sorted(Comparator.comparingLong(StreamId::epoch)).toList();
    for (StreamId stream : streams) {
      List<Entry> each = stored.getOrDefault(stream, List.of());
      synchronized (each) {
        entries.addAll(each);
      }
    }
    return entries;
  }

  /// Sends a command and gives back the gateway's answer.
  JsonNode command(Command command) {
    return emit(Events.COMMAND, command.json());
  }

  JsonNode model(Registrations changed) {
    registrations = changed;
    return emit(Events.MODEL, changed.json());
  }

  JsonNode emit(String event, JsonNode body) {
    return live.orElseThrow()
        .emitWithAck(Duration.ofSeconds(5), event, body)
        .orTimeout(60, TimeUnit.SECONDS)
        .join()
        .getFirst();
  }

  /// Ends the gateway's connection without a word.
  void cut() {
    live.orElseThrow().close();
  }

  @Override
  public void close() {
    server.close();
  }

  private void connected(Socket socket) {
    Session session = new Session(socket);
    socket.on(Events.AUTH, session::auth);
    socket.on(Events.DATA, session::data);
    socket.on(Events.HEARTBEAT, session::heartbeat);
    socket.on(Events.COMMAND_STATE, session::report);
    for (String event : List.of(Events.BLOB_BEGIN, Events.BLOB_CHUNK, Events.BLOB_END)) {
      socket.on(
          event,
          (args, ack) -> ack.send(blobs.said(BlobMessage.read(event, args.getFirst()), socket)));
    }
  }

  private long end(StreamId stream) {
    return ends.getOrDefault(stream, 0L);
  }

  private final class Session {
    private final Socket socket;
    @Var private String nonce = "";
    @Var private boolean authentic;

    Session(Socket socket) {
      this.socket = socket;
    }

    void auth(List<JsonNode> args, Ack ack) {
      tries.incrementAndGet();
      Refusal refusal = refuseAuth.poll();
      if (refusal != null) {
        ack.send(refusal.json());
        socket.close();
      } else if (!args.getFirst().has("userKey")) {
        nonce = "%032x".formatted(System.nanoTime());
        ack.send(new AuthChallenge(nonce).json());
      } else {
        prove(AuthProof.read(args.getFirst()), ack);
      }
    }

    private void prove(AuthProof proof, Ack ack) {
      Bytes expected = Digests.ofGateway(KEY, nonce, "gw-1", socket.id());
      if (!proof.gatewayId().equals("gw-1") || !Digests.equal(expected, proof.userKey())) {
        ack.send(Refusal.of(RefusalCode.NOT_AUTHENTIC, "unknown gateway or wrong key").json());
        socket.close();
        return;
      }
      authentic = true;
      live = Optional.of(socket);
      transports.add(socket.transport());
      List<AuthAccepted.Resume> resume =
          stored.entrySet().stream()
              .map(each -> new AuthAccepted.Resume(each.getKey(), end(each.getKey())))
              .toList();
      ack.send(
          new AuthAccepted(
                  sessions.incrementAndGet(),
                  Digests.ofPlatform(proofKey, nonce, "gw-1", socket.id()),
                  Duration.ofMillis(200),
                  registrations,
                  resume,
                  ahead.map(Instant.now()::plus),
                  credit)
              .json());
    }

    void data(List<JsonNode> args, Ack ack) {
      batches.incrementAndGet();
      Refusal refusal = refuseData.poll();
      if (!authentic) {
        ack.send(Refusal.of(RefusalCode.NOT_AUTHENTICATED, "auth first").json());
      } else if (refusal != null) {
        ack.send(refusal.json());
      } else if (takeData && loseData.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        commit(DataBatch.read(args.getFirst()).batch(), ack);
      }
    }

    private void commit(Batch batch, Ack ack) {
      List<Entry> all =
          stored.computeIfAbsent(
              batch.stream(),
              id -> {
                ends.remove(id);
                return new ArrayList<>();
              });
      synchronized (all) {
        long end = end(batch.stream());
        if (batch.from() > end + 1) {
          ack.send(Refusal.gap(end + 1, "a hole").json());
          return;
        }
        batch.entries().stream().filter(each -> each.seq() > end).forEach(all::add);
        batch.gaps().stream().filter(each -> each.to() > end).forEach(gaps::add);
        ends.merge(batch.stream(), batch.to(), Math::max);
        if (loseAcks.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
          ack.send(new DataAck(batch.stream(), end(batch.stream()), credit).json());
        }
      }
    }

    void heartbeat(List<JsonNode> args, Ack ack) {
      heartbeats.add(Heartbeat.read(args.getFirst()));
      ack.send(
          ahead
              .map(Instant.now()::plus)
              .map(at -> new Heard(at).json())
              .orElseGet(() -> new Done().json()));
    }

    void report(List<JsonNode> args, Ack ack) {
      reports.add(CommandReport.read(args.getFirst()));
      if (loseReports.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
        ack.send(new Done().json());
      }
    }
  }

  static Registrations registrations(String... devices) {
    StringBuilder list = new StringBuilder();
    for (String device : devices) {
      list.append(list.isEmpty() ? "" : ",")
          .append("{\"id\":\"")
          .append(device)
          .append("\",\"model\":\"valve\"}");
    }
    return Registrations.read(
        Json.parse(
            "registrations",
            """
            {"models": [{"@type": "tm:ThingModel", "id": "urn:fieldway:model:valve",
              "title": "Valve", "version": {"model": "1"},
              "properties": {
                "n": {"type": "integer"},
                "pressure": {"type": "number", "unit": "bar", "maximum": 10,
                  "fw:map": {"from": "p", "scale": 0.01}}},
              "actions": {
                "open": {"input": {"type": "object"},
                  "fw:map": {"send": "OPEN", "input": {"minutes": {"to": "sec", "scale": 60}}}}}}],
             "devices": [%s]}
            """
                .formatted(list)));
  }
}
