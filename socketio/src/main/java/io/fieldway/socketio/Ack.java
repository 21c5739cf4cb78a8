package io.fieldway.socketio;

import tools.jackson.databind.JsonNode;

/// The acknowledgement a client may have asked for with its event. May be sent from any thread, at
/// most once: what is sent again, or was not requested, goes nowhere.
public interface Ack {
  boolean requested();

  void send(JsonNode... args);
}
