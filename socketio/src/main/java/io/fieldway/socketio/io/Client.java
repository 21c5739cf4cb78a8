package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.engine.ProtocolException;
import io.fieldway.socketio.packet.SocketDecoder;
import io.fieldway.socketio.packet.SocketEncoder;
import io.fieldway.socketio.packet.SocketPacket;
import io.fieldway.socketio.session.ClientSession;
import io.netty.util.concurrent.Future;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// One connection of Socket.IO: its packets, its standing in each namespace, and its sockets.
/// Belongs to the connection's event loop.
final class Client implements EngineListener, ClientSession.Shell {
  private static final Logger LOG = LoggerFactory.getLogger(Client.class);

  private final SocketIoServer server;
  private final EngineConnection connection;
  private final SocketDecoder decoder;
  private final ClientSession session;
  private final Map<String, LiveSocket> sockets = new HashMap<>();
  @Var private @Nullable Future<?> timer;

  Client(SocketIoServer server, EngineConnection connection) {
    this.server = server;
    this.connection = connection;
    this.decoder = new SocketDecoder(server.config().maxAttachments());
    this.session =
        new ClientSession(
            server::knows,
            server.config().maxNamespacesPerClient(),
            server.config().connectTimeout().toNanos(),
            this,
            System.nanoTime());
    watch();
  }

  EngineConnection connection() {
    return connection;
  }

  /// An id of 128 random bits.
  String newId() {
    return server.newId();
  }

  @Override
  public void message(EnginePacket message) {
    try {
      decoder
          .decode(message)
          .ifPresent(packet -> {
            session.received(packet, System.nanoTime());
            watch();
          });
    } catch (ProtocolException e) {
      LOG.debug("{} refused: {}", connection.id(), e.getMessage());
      connection.close(DisconnectReason.PARSE_ERROR);
    }
  }

  @Override
  public void closed(DisconnectReason reason) {
    session.closed(reason);
    watch();
  }

  @Override
  public void admit(String name, JsonNode auth) {
    server.live(name).admit(this, server.newId(), auth);
  }

  /// Whether the client still waits for the namespace to let it in.
  boolean awaits(String name) {
    return session.standing(name) == ClientSession.Standing.ENTERING;
  }

  /// A namespace let the client in; where it has gone away meanwhile its socket does not begin.
  void admitted(LiveSocket socket) {
    String name = socket.namespace().name();
    if (session.admitted(name, socket.id(), socket.privateId())) {
      sockets.put(name, socket);
      connection.letGo();
      socket.begin();
    } else {
      socket.turnBack();
    }
    watch();
  }

  void refused(String name, String message, JsonNode data) {
    session.refused(name, message, data);
  }

  void disconnect(LiveSocket socket) {
    if (sockets.get(socket.namespace().name()) == socket) {
      session.disconnect(socket.namespace().name(), System.nanoTime());
      watch();
    }
  }

  void disconnectAll() {
    session.disconnectAll(System.nanoTime());
  }

  @Override
  public void send(SocketPacket packet) {
    connection.send(SocketEncoder.encode(packet));
  }

  @Override
  public void event(SocketPacket.Event event) {
    LiveSocket socket = sockets.get(event.namespace());
    if (socket != null) {
      socket.received(event);
    }
  }

  @Override
  public void acknowledged(SocketPacket.Ack ack) {
    LiveSocket socket = sockets.get(ack.namespace());
    if (socket != null) {
      socket.acknowledged(ack);
    }
  }

  @Override
  public void left(String namespace, DisconnectReason reason) {
    LiveSocket socket = sockets.remove(namespace);
    if (socket != null) {
      socket.end(reason);
    }
  }

  @Override
  public void close(DisconnectReason reason) {
    connection.close(reason);
  }

  /// Keeps one timer for as long as the client is in no namespace.
  private void watch() {
    long deadline = session.deadline();
    if (deadline == Long.MAX_VALUE) {
      if (timer != null) {
        timer.cancel(false);
        timer = null;
      }
    } else if (timer == null) {
      timer = connection.schedule(deadline - System.nanoTime(), this::ring);
    }
  }

  private void ring() {
    timer = null;
    session.tick(System.nanoTime());
    watch();
  }
}
