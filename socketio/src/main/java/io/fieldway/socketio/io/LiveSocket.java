package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.Ack;
import io.fieldway.socketio.AckTimeoutException;
import io.fieldway.socketio.AnyListener;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.EventListener;
import io.fieldway.socketio.Handshake;
import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketClosedException;
import io.fieldway.socketio.Transport;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.packet.SocketEncoder;
import io.fieldway.socketio.packet.SocketPacket;
import io.fieldway.socketio.session.AckBook;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A socket of a running server. What changes its state runs on the connection's event loop; the
/// rooms and the end are guarded by the socket's lock, because any thread may ask for them.
final class LiveSocket implements Socket {
  private final LiveNamespace namespace;
  private final Client client;
  private final Handshake handshake;
  private final Map<String, EventListener> listeners = new ConcurrentHashMap<>();
  private final AckBook<Waiter> acks = new AckBook<>();
  private final Set<String> rooms = new HashSet<>();
  private final List<Consumer<DisconnectReason>> endListeners = new ArrayList<>();
  private final Identity identity;

  /// What the client will hear once it was told that it is in; guarded by the recovery's lock.
  @Var private @Nullable List<List<EnginePacket>> held;

  @Var private volatile @Nullable AnyListener anyListener;
  @Var private volatile boolean connected;
  @Var private volatile @Nullable DisconnectReason ended;
  @Var private @Nullable Future<?> timer;
  @Var private long timerAt = Long.MAX_VALUE;

  private record Waiter(String event, Duration timeout, CompletableFuture<List<JsonNode>> answer) {}

  /// What may outlive the socket: the private id by which its client comes back, empty where
  /// sockets are not recovered, and the application's data.
  record Identity(Optional<String> privateId, Map<String, Object> data, boolean recovered) {
    static Identity fresh(Optional<String> privateId) {
      return new Identity(privateId, new ConcurrentHashMap<>(), false);
    }
  }

  LiveSocket(LiveNamespace namespace, Client client, Handshake handshake, Identity identity) {
    this.namespace = namespace;
    this.client = client;
    this.handshake = handshake;
    this.identity = identity;
  }

  @Override
  public String id() {
    return handshake.socketId();
  }

  @Override
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  public boolean connected() {
    return connected;
  }

  @Override
  public boolean recovered() {
    return identity.recovered;
  }

  @Override
  public Map<String, Object> data() {
    return identity.data;
  }

  @Override
  public Transport transport() {
    return client.connection().transport();
  }

  @Override
  public Socket on(String event, EventListener listener) {
    listeners.put(event, listener);
    return this;
  }

  @Override
  public Socket onAny(AnyListener listener) {
    anyListener = listener;
    return this;
  }

  @Override
  public void emit(String event, JsonNode... args) {
    namespace.emit(this, event, args);
  }

  @Override
  public CompletableFuture<List<JsonNode>> emitWithAck(
      Duration timeout, String event, JsonNode... args) {
    Waiter waiter = new Waiter(event, timeout, new CompletableFuture<>());
    client.connection().execute(() -> expect(waiter, args));
    return waiter.answer;
  }

  @Override
  public synchronized void join(String room) {
    if (ended == null && rooms.add(room)) {
      namespace.join(room, this);
    }
  }

  @Override
  public synchronized void leave(String room) {
    if (rooms.remove(room)) {
      namespace.leave(room, this);
    }
  }

  @Override
  public synchronized Set<String> rooms() {
    return Set.copyOf(rooms);
  }

  @Override
  public void disconnect() {
    client.connection().execute(() -> client.disconnect(this));
  }

  @Override
  public void close() {
    client.connection().execute(client::disconnectAll);
  }

  @Override
  public Socket onDisconnect(Consumer<DisconnectReason> listener) {
    DisconnectReason already;
    synchronized (this) {
      already = ended;
      if (already == null) {
        endListeners.add(listener);
      }
    }
    if (already != null) {
      client.connection().execute(() -> tell(listener, already));
    }
    return this;
  }

  @Override
  public void execute(Runnable task) {
    client.connection().execute(task);
  }

  @Override
  public String toString() {
    return namespace.name() + "#" + id();
  }

  Optional<String> privateId() {
    return identity.privateId;
  }

  /// Holds back what is handed over until [#release], and puts this first.
  LiveSocket holding(List<List<EnginePacket>> missed) {
    held = new ArrayList<>(missed);
    return this;
  }

  /// The client was told that it is in.
  void begin() {
    connected = true;
    namespace.entered(this);
  }

  /// The client left before it was told that it is in.
  void turnBack() {
    namespace.turnedBack(this, leaveRooms());
  }

  /// Takes packets for the next [#pump]; under the recovery's lock.
  void hand(List<EnginePacket> packets) {
    if (held != null) {
      held.add(packets);
    } else if (connected) {
      client.connection().hand(packets);
    }
  }

  /// Hands over what was held back; under the recovery's lock.
  void release() {
    List<List<EnginePacket>> packets = held;
    held = null;
    if (packets != null) {
      packets.forEach(client.connection()::hand);
    }
  }

  /// Sends what was handed over.
  void pump() {
    client.connection().pump();
  }

  /// Sends packets that are encoded already, unless the socket has ended.
  void send(List<EnginePacket> packets) {
    if (connected) {
      client.connection().send(packets);
    }
  }

  void received(SocketPacket.Event event) {
    Ack ack = event.id() == SocketPacket.NO_ID ? NoAck.INSTANCE : new Reply(event.id());
    try {
      EventListener listener = listeners.get(event.name());
      AnyListener any = anyListener;
      if (listener != null) {
        listener.onEvent(event.args(), ack);
      } else if (any != null) {
        any.onEvent(event.name(), event.args(), ack);
      }
    } catch (RuntimeException e) {
      namespace.failed("listener", e);
    }
  }

  void acknowledged(SocketPacket.Ack ack) {
    acks.take(ack.id()).ifPresent(waiter -> waiter.answer.complete(ack.args()));
  }

  /// The socket is over: it leaves its rooms, those who wait for acknowledgements are told, then
  /// its listeners.
  void end(DisconnectReason reason) {
    connected = false;
    List<Consumer<DisconnectReason>> told;
    synchronized (this) {
      ended = reason;
      told = List.copyOf(endListeners);
      endListeners.clear();
    }
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    namespace.left(this, reason, leaveRooms());
    acks.drain()
        .forEach(waiter -> waiter.answer.completeExceptionally(new SocketClosedException(reason)));
    told.forEach(listener -> tell(listener, reason));
  }

  /// Forgets the rooms; the namespace does so when it has seen which they were.
  private synchronized Set<String> leaveRooms() {
    Set<String> joined = Set.copyOf(rooms);
    rooms.clear();
    return joined;
  }

  private void expect(Waiter waiter, JsonNode... args) {
    DisconnectReason over = ended;
    if (over != null) {
      waiter.answer.completeExceptionally(new SocketClosedException(over));
      return;
    }
    long id = acks.expect(waiter, System.nanoTime() + waiter.timeout.toNanos());
    send(encode(id, waiter.event, args));
    watch(System.nanoTime() + waiter.timeout.toNanos());
  }

  private List<EnginePacket> encode(long id, String event, JsonNode... args) {
    return SocketEncoder.encode(new SocketPacket.Event(namespace.name(), id, event, List.of(args)));
  }

  private void tell(Consumer<DisconnectReason> listener, DisconnectReason reason) {
    try {
      listener.accept(reason);
    } catch (RuntimeException e) {
      namespace.failed("disconnect listener", e);
    }
  }

  /// Sees to it that the timer rings no later than at this deadline.
  private void watch(long deadline) {
    if (deadline < timerAt) {
      if (timer != null) {
        timer.cancel(false);
      }
      timerAt = deadline;
      timer = client.connection().schedule(deadline - System.nanoTime(), this::ring);
    }
  }

  private void ring() {
    timer = null;
    timerAt = Long.MAX_VALUE;
    for (Waiter late : acks.expired(System.nanoTime())) {
      namespace.metrics().ackTimedOut(namespace.name());
      late.answer.completeExceptionally(new AckTimeoutException(late.event, late.timeout));
    }
    if (acks.size() > 0) {
      watch(acks.deadline());
    }
  }

  /// The acknowledgement of an event that asks for none.
  private enum NoAck implements Ack {
    INSTANCE;

    @Override
    public boolean requested() {
      return false;
    }

    @Override
    public void send(JsonNode... args) {}
  }

  /// The acknowledgement of one event.
  private final class Reply implements Ack {
    private final long id;
    private final AtomicBoolean sent = new AtomicBoolean();

    private Reply(long id) {
      this.id = id;
    }

    @Override
    public boolean requested() {
      return true;
    }

    @Override
    public void send(JsonNode... args) {
      if (sent.compareAndSet(false, true)) {
        LiveSocket.this.send(
            SocketEncoder.encode(new SocketPacket.Ack(namespace.name(), id, List.of(args))));
      }
    }
  }
}
