package io.fieldway.socketio.io;

import io.fieldway.socketio.Admission;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.Handshake;
import io.fieldway.socketio.Middleware;
import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.Room;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.packet.SocketEncoder;
import io.fieldway.socketio.packet.SocketPacket;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
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

  LiveNamespace(String name, SocketIoMetrics metrics) {
    this.name = name;
    this.metrics = metrics;
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
    broadcast(sockets.values(), event, args);
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

  /// Asks the middlewares, one after the other, and tells the client's session on its event loop.
  void admit(Client client, String socketId, JsonNode auth) {
    EngineRequest request = client.connection().request();
    Handshake handshake =
        new Handshake(
            socketId, auth, request.remote(), request.headers(), request.query(), request.secure());
    ask(middlewares.iterator(), handshake)
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
                  } else {
                    client.admitted(new LiveSocket(this, client, handshake));
                  }
                }));
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
    for (Consumer<Socket> listener : listeners) {
      try {
        listener.accept(socket);
      } catch (RuntimeException e) {
        failed("connection listener", e);
      }
    }
  }

  void left(LiveSocket socket, DisconnectReason reason) {
    sockets.remove(socket.id());
    metrics.disconnected(name, reason);
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

  private void broadcast(Collection<LiveSocket> targets, String event, JsonNode... args) {
    if (!targets.isEmpty()) {
      List<EnginePacket> packets =
          SocketEncoder.encode(
              new SocketPacket.Event(name, SocketPacket.NO_ID, event, List.of(args)));
      targets.forEach(socket -> socket.send(packets));
    }
  }

  private final class Target implements Room {
    private final Set<String> names;

    private Target(Set<String> names) {
      this.names = names;
    }

    @Override
    public void emit(String event, JsonNode... args) {
      Set<LiveSocket> targets = new HashSet<>();
      names.forEach(room -> targets.addAll(rooms.getOrDefault(room, Set.of())));
      broadcast(targets, event, args);
    }

    @Override
    public Room to(String room) {
      Set<String> more = new HashSet<>(names);
      more.add(room);
      return new Target(more);
    }
  }
}
