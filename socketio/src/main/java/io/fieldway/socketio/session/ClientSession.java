package io.fieldway.socketio.session;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.packet.SocketPacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One connection's standing in each namespace, as a state machine: it is told of packets,
/// admissions and the time (nanoseconds of a monotonic clock), and calls its [Shell] with what must
/// be done. Belongs to one thread.
///
/// ```
///   none ──CONNECT──► ENTERING ──admitted──► INSIDE ──disconnect()──► ENDED (late packets are ignored)
///     ▲                  │ refused             │ DISCONNECT              │ CONNECT: ENTERING again
///     └──────────────────┴─────────────────────┘
/// ```
///
/// A packet for a namespace in which the client has no business closes the whole connection.
public final class ClientSession {
  private static final long NEVER = Long.MAX_VALUE;

  /// The client's standing in a namespace.
  public enum Standing {
    ENTERING,
    INSIDE,
    ENDED
  }

  /// What a session wants done.
  public interface Shell {
    /// Ask the namespace's middlewares; answer with [#admitted] or [#refused].
    void admit(String namespace, JsonNode auth);

    void send(SocketPacket packet);

    void event(SocketPacket.Event event);

    void acknowledged(SocketPacket.Ack ack);

    /// The client's socket in this namespace has ended.
    void left(String namespace, DisconnectReason reason);

    /// The connection must be closed.
    void close(DisconnectReason reason);
  }

  private final Map<String, Standing> standings = new HashMap<>();
  private final Predicate<String> known;
  private final int maxNamespaces;
  private final long connectTimeout;
  private final Shell shell;
  @Var private long connectBy;
  @Var private boolean closed;

  /// A connection in no namespace yet. `known` says which namespaces there are.
  public ClientSession(
      Predicate<String> known, int maxNamespaces, long connectTimeout, Shell shell, long now) {
    this.known = known;
    this.maxNamespaces = maxNamespaces;
    this.connectTimeout = connectTimeout;
    this.shell = shell;
    this.connectBy = now + connectTimeout;
  }

  /// When [#tick] wants to be called; `Long.MAX_VALUE` while the client is in a namespace.
  public long deadline() {
    return connectBy;
  }

  /// The client's standing in this namespace, null where it has none.
  public @Nullable Standing standing(String namespace) {
    return standings.get(namespace);
  }

  /// A packet came from the client.
  public void received(SocketPacket packet, long now) {
    if (closed) {
      return;
    }
    Standing standing = standings.get(packet.namespace());
    if (standing == Standing.ENDED && !(packet instanceof SocketPacket.Connect)) {
      return;
    }
    switch (packet) {
      case SocketPacket.Connect connect -> connect(connect, standing);
      case SocketPacket.Event event when standing == Standing.INSIDE -> shell.event(event);
      case SocketPacket.Ack ack when standing == Standing.INSIDE -> shell.acknowledged(ack);
      case SocketPacket.Disconnect(String namespace) when standing != null -> {
        standings.remove(namespace);
        left(namespace, standing, DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, now);
      }
      default -> refuseConnection();
    }
  }

  /// The middlewares let the client in, and it is told its socket's id, and the private one where
  /// sockets are recovered. False where it is too late: it has left already, or leaves upon this.
  public boolean admitted(String namespace, String socketId, Optional<String> privateId) {
    if (closed || standings.get(namespace) != Standing.ENTERING) {
      return false;
    }
    standings.put(namespace, Standing.INSIDE);
    connectBy = NEVER;
    ObjectNode ids = JsonNodeFactory.instance.objectNode().put("sid", socketId);
    privateId.ifPresent(id -> ids.put("pid", id));
    shell.send(new SocketPacket.Connect(namespace, ids));
    return !closed;
  }

  /// A middleware refused the client; `data` is a `MissingNode` where there is only a message.
  public void refused(String namespace, String message, JsonNode data) {
    if (!closed && standings.remove(namespace, Standing.ENTERING)) {
      refuse(namespace, message, data);
    }
  }

  /// This side ends the namespace for the client.
  public void disconnect(String namespace, long now) {
    if (!closed && standings.replace(namespace, Standing.INSIDE, Standing.ENDED)) {
      shell.send(new SocketPacket.Disconnect(namespace));
      left(namespace, Standing.INSIDE, DisconnectReason.SERVER_NAMESPACE_DISCONNECT, now);
    }
  }

  /// This side ends every namespace and then the connection.
  public void disconnectAll(long now) {
    inside().forEach(namespace -> disconnect(namespace, now));
    closeConnection(DisconnectReason.FORCED_SERVER_CLOSE);
  }

  /// The connection is gone: every socket ends with its reason.
  public void closed(DisconnectReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    connectBy = NEVER;
    List<String> ended = inside();
    standings.clear();
    ended.forEach(namespace -> shell.left(namespace, reason));
  }

  /// The time may have passed [#deadline].
  public void tick(long now) {
    if (now >= connectBy) {
      closeConnection(DisconnectReason.CONNECT_TIMEOUT);
    }
  }

  private void connect(SocketPacket.Connect connect, @Nullable Standing standing) {
    String namespace = connect.namespace();
    if (standing == Standing.ENTERING || standing == Standing.INSIDE) {
      refuseConnection();
    } else if (!known.test(namespace)) {
      refuse(namespace, "Invalid namespace", JsonNodeFactory.instance.missingNode());
    } else if (standing == null && standings.size() >= maxNamespaces) {
      refuse(namespace, "Too many namespaces", JsonNodeFactory.instance.missingNode());
    } else {
      standings.put(namespace, Standing.ENTERING);
      JsonNode data = connect.data();
      shell.admit(namespace, data.isMissingNode() ? JsonNodeFactory.instance.objectNode() : data);
    }
  }

  private void refuse(String namespace, String message, JsonNode data) {
    ObjectNode error = JsonNodeFactory.instance.objectNode().put("message", message);
    if (!data.isMissingNode()) {
      error.set("data", data);
    }
    shell.send(new SocketPacket.ConnectError(namespace, error));
  }

  private void left(String namespace, Standing before, DisconnectReason reason, long now) {
    if (!standings.containsValue(Standing.INSIDE)) {
      connectBy = now + connectTimeout;
    }
    if (before == Standing.INSIDE) {
      shell.left(namespace, reason);
    }
  }

  private void refuseConnection() {
    closeConnection(DisconnectReason.FORCED_SERVER_CLOSE);
  }

  private void closeConnection(DisconnectReason reason) {
    shell.close(reason);
  }

  private List<String> inside() {
    List<String> inside = new ArrayList<>();
    standings.forEach((namespace, standing) -> {
      if (standing == Standing.INSIDE) {
        inside.add(namespace);
      }
    });
    return inside;
  }
}
