package io.fieldway.socketio;

import java.util.Collection;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// A channel of its own over the shared connection, such as `/` or `/gateway`. All methods may be
/// called from any thread.
public interface Namespace {
  String name();

  /// Adds a middleware; they run in the order they were added and the first refusal stands.
  Namespace use(Middleware middleware);

  /// Called once for each socket that was admitted, on its event loop, before any of its events:
  /// the place to register listeners.
  Namespace onConnection(Consumer<Socket> listener);

  /// Sends an event to every socket of the namespace.
  void emit(String event, JsonNode... args);

  /// The sockets that have joined this room, as a target for events.
  Room to(String room);

  /// The sockets that are connected now: a snapshot.
  Collection<Socket> sockets();
}
