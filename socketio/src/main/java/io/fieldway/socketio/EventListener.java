package io.fieldway.socketio;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Hears one event of one socket, on its event loop.
@FunctionalInterface
public interface EventListener {
  void onEvent(List<JsonNode> args, Ack ack);
}
