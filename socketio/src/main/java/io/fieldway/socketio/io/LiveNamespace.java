package io.fieldway.socketio.io;

import io.fieldway.socketio.Admission;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.Handshake;
import io.fieldway.socketio.Middleware;
import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.RecoveryConfig;
import io.fieldway.socketio.Room;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.io.LiveRecovery.Comeback;
import io.fieldway.socketio.io.LiveSocket.Identity;
import io.fieldway.socketio.packet.SocketEncoder;
import io.fieldway.socketio.packet.SocketPacket;
import io.fieldway.socketio.session.Audience;
import io.fieldway.socketio.session.CutSession;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/// A namespace of a running server: its middlewares, its sockets and its rooms.
final class LiveNamespace implements Namespace {
  private static final Logger LOG = LoggerFactory.getLogger(LiveNamespace.class);

  private final String name;
  private final SocketIoMetrics metrics;
  private final List<Middleware> middlewares = new CopyOnWriteArrayList<>();
  private final List<Consumer<Socket>> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, LiveSocket> sockets = new ConcurrentHashMap<>();
  private final Map<String, Set<LiveSocket>> rooms = new ConcurrentHashMap<>();

  /// Null where sockets are not recovered.
  private final @Nullable LiveRecovery recovery;

  private final boolean skipMiddlewares;

  LiveNamespace(String name, RecoveryConfig config, SocketIoMetrics metrics) {
    this.name = name;
    this.metrics = metrics;
    this.recovery = config.enabled() ? new LiveRecovery(name, config, metrics) : null;
    this.skipMiddlewares = config.skipMiddlewares();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Namespace use(Middleware middleware) {
    middlewares.add(middleware);
    return this;
  }

  @Override
  public Namespace onConnection(Consumer<Socket> listener) {
    listeners.add(listener);
    return this;
  }

  @Override
  public void emit(String event, JsonNode... args) {
    say(new Audience.Everyone(), sockets::values, event, args);
  }

  /// Sends an event to one socket, or to the one that has recovered it.
  void emit(LiveSocket socket, String event, JsonNode... args) {
    if (recovery == null) {
      socket.send(encode(event, List.of(args)));
    } else {
      say(
          new Audience.Only(socket.id()),
          () -> Optional.ofNullable(sockets.get(socket.id())).stream().toList(),
          event,
          args);
    }
  }

  @Override
  public Room to(String room) {
    return new Target(Set.of(room));
  }

  @Override
  public Collection<Socket> sockets() {
    return List.copyOf(sockets.values());
  }

  SocketIoMetrics metrics() {
    return metrics;
  }

  /// Asks the middlewares, one after the other, and tells the client's session on its event loop. A
  /// client that comes back has the socket id that it had, else this new one.
  void admit(Client client, String newId, JsonNode auth) {
    EngineRequest request = client.connection().request();
    Optional<Comeback> comeback = recovery == null ? Optional.empty() : recovery.claim(auth);
    Handshake handshake =
        new Handshake(
            comeback.map(back -> back.session().socketId()).orElse(newId),
            auth,
            request.remote(),
            request.headers(),
            request.query(),
            request.secure());
    Iterator<Middleware> asked =
        comeback.isPresent() && skipMiddlewares
            ? Collections.emptyIterator()
            : middlewares.iterator();
    ask(asked, handshake)
        .whenComplete((admission, failure) ->
            client
                .connection()
                .execute(() -> {
                  if (failure != null) {
                    failed("middleware", failure);
                    refuse(
                        client, new Admission.Refused("Internal error", MissingNode.getInstance()));
                  } else if (admission instanceof Admission.Refused refused) {
                    refuse(client, refused);
                  } else if (client.awaits(name)) {
                    client.admitted(socket(client, handshake, comeback));
                  } else if (recovery != null) {
                    comeback.map(Comeback::session).ifPresent(recovery::keep);
                  }
                }));
  }

  /// The socket of a client that is let in, as one that it had or as a new one.
  private LiveSocket socket(Client client, Handshake handshake, Optional<Comeback> comeback) {
    LiveRecovery live = recovery;
    if (live == null) {
      return new LiveSocket(this, client, handshake, Identity.fresh(Optional.empty()));
    }
    return comeback
        .flatMap(back ->
            live.recover(back, missed -> recovered(client, handshake, back.session(), missed)))
        .orElseGet(() ->
            new LiveSocket(this, client, handshake, Identity.fresh(Optional.of(client.newId()))));
  }

  private LiveSocket recovered(
      Client client, Handshake handshake, CutSession was, List<List<EnginePacket>> missed) {
    LiveSocket socket =
        new LiveSocket(
                this,
                client,
                handshake,
                new Identity(Optional.of(was.privateId()), was.data(), true))
            .holding(missed);
    sockets.put(socket.id(), socket);
    was.rooms().forEach(socket::join);
    return socket;
  }

  private CompletionStage<Admission> ask(Iterator<Middleware> rest, Handshake handshake) {
    if (!rest.hasNext()) {
      return CompletableFuture.completedFuture(Admission.accept());
    }
    try {
      return rest.next()
          .admit(handshake)
          .thenCompose(admission ->
              admission instanceof Admission.Refused
                  ? CompletableFuture.completedFuture(admission)
                  : ask(rest, handshake));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void refuse(Client client, Admission.Refused refused) {
    metrics.connectRefused(name);
    client.refused(name, refused.message(), refused.data());
  }

  /// A socket was admitted: the listeners hear of it before its first event.
  void entered(LiveSocket socket) {
    sockets.put(socket.id(), socket);
    metrics.connected(name);
    if (recovery != null) {
      recovery.release(socket);
    }
    for (Consumer<Socket> listener : listeners) {
      try {
        listener.accept(socket);
      } catch (RuntimeException e) {
        failed("connection listener", e);
      }
    }
  }

  /// A socket that was in these rooms has ended.
  void left(LiveSocket socket, DisconnectReason reason, Set<String> joined) {
    if (reason.recoverable()) {
      keep(socket, joined);
    }
    remove(socket, joined);
    metrics.disconnected(name, reason);
  }

  /// A socket did not come to life; where it was recovered it waits again for its client.
  void turnedBack(LiveSocket socket, Set<String> joined) {
    if (socket.recovered()) {
      keep(socket, joined);
    }
    remove(socket, joined);
  }

  private void keep(LiveSocket socket, Set<String> joined) {
    if (recovery != null) {
      socket
          .privateId()
          .map(id -> new CutSession(id, socket.id(), joined, socket.data(), System.nanoTime()))
          .ifPresent(recovery::keep);
    }
  }

  private void remove(LiveSocket socket, Set<String> joined) {
    joined.forEach(room -> leave(room, socket));
    sockets.remove(socket.id(), socket);
  }

  void join(String room, LiveSocket socket) {
    rooms.compute(
        room,
        (key, members) -> {
          Set<LiveSocket> joined = members == null ? ConcurrentHashMap.newKeySet() : members;
          joined.add(socket);
          return joined;
        });
  }

  void leave(String room, LiveSocket socket) {
    rooms.computeIfPresent(
        room,
        (key, members) -> {
          members.remove(socket);
          return members.isEmpty() ? null : members;
        });
  }

  /// An application's listener threw: it is counted and written down, and the connection goes on.
  void failed(String what, Throwable failure) {
    metrics.listenerFailed(name);
    LOG.warn("a {} of namespace {} failed", what, name, failure);
  }

  /// Nobody comes back any more.
  void close() {
    if (recovery != null) {
      recovery.close();
    }
  }

  private void say(
      Audience audience,
      Supplier<? extends Collection<LiveSocket>> targets,
      String event,
      JsonNode... args) {
    if (recovery != null) {
      recovery.say(
          audience,
          () -> List.copyOf(targets.get()),
          offset -> encode(event, withOffset(offset, args)));
      return;
    }
    Collection<LiveSocket> hearing = targets.get();
    if (!hearing.isEmpty()) {
      List<EnginePacket> packets = encode(event, List.of(args));
      hearing.forEach(socket -> socket.send(packets));
    }
  }

  private List<EnginePacket> encode(String event, List<JsonNode> args) {
    return SocketEncoder.encode(new SocketPacket.Event(name, SocketPacket.NO_ID, event, args));
  }

  private static List<JsonNode> withOffset(String offset, JsonNode... args) {
    List<JsonNode> all = new ArrayList<>(args.length + 1);
    Collections.addAll(all, args);
    all.add(JsonNodeFactory.instance.stringNode(offset));
    return all;
  }

  private final class Target implements Room {
    private final Set<String> names;

    private Target(Set<String> names) {
      this.names = names;
    }

    @Override
    public void emit(String event, JsonNode... args) {
      say(new Audience.Rooms(names), this::members, event, args);
    }

    private Set<LiveSocket> members() {
      Set<LiveSocket> members = new HashSet<>();
      names.forEach(room -> members.addAll(rooms.getOrDefault(room, Set.of())));
      return members;
    }

    @Override
    public Room to(String room) {
      Set<String> more = new HashSet<>(names);
      more.add(room);
      return new Target(Set.copyOf(more));
    }
  }
}
