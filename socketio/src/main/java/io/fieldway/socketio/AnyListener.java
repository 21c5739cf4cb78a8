package io.fieldway.socketio;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Hears the events of one socket that have no listener of their own, on its event loop.
@FunctionalInterface
public interface AnyListener {
  void onEvent(String event, List<JsonNode> args, Ack ack);
}
