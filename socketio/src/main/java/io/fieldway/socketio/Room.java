package io.fieldway.socketio;

import tools.jackson.databind.JsonNode;

/// One room, or several together: a target for events. A socket that is in several of them hears an
/// event once.
public interface Room {
  /// Sends an event to every socket that is in the room now. May be called from any thread.
  void emit(String event, JsonNode... args);

  /// This target and one more room.
  Room to(String room);
}
