package io.fieldway.socketio;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// One client in one namespace. Every method may be called from any thread; listeners run on the
/// connection's event loop, in the order of arrival, and must not block it. What is sent after the
/// end is dropped.
public interface Socket {
  /// 128 random bits, made by the server; the same id that the client sees.
  String id();

  Namespace namespace();

  Handshake handshake();

  boolean connected();

  /// Whether this socket takes the place of one whose transport was cut: it has its id, rooms and
  /// data, and its client gets the events that it missed. Only with [RecoveryConfig#enabled()].
  boolean recovered();

  /// What the application wants to remember of this client, safe for any thread; outlives a cut
  /// where the client is recovered.
  Map<String, Object> data();

  /// The transport in use now: a polling client may become a websocket client at any time.
  Transport transport();

  /// Listens to one event; a second listener to the same event takes the place of the first.
  Socket on(String event, EventListener listener);

  /// Listens to the events that have no listener of their own.
  Socket onAny(AnyListener listener);

  /// Sends an event; binary nodes anywhere in the arguments travel as attachments. At most once.
  /// With recovery, an event for a socket whose transport was cut waits for its client to come
  /// back.
  void emit(String event, JsonNode... args);

  /// Sends an event and waits for the client's acknowledgement: its arguments, or
  /// [AckTimeoutException], or [SocketClosedException]. Completed on the event loop.
  CompletableFuture<List<JsonNode>> emitWithAck(Duration timeout, String event, JsonNode... args);

  void join(String room);

  void leave(String room);

  /// The rooms this socket has joined: a snapshot.
  Set<String> rooms();

  /// Ends this namespace for the client; its connection and its other namespaces stay.
  void disconnect();

  /// Ends the whole connection, every namespace told.
  void close();

  /// Called once when the socket ends; at once where it has ended already.
  Socket onDisconnect(Consumer<DisconnectReason> listener);

  /// Runs a task on the socket's event loop.
  void execute(Runnable task);
}
