package io.fieldway.gateway.uplink;

import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// Emits an event of the session; the answer comes on the loop while the session lasts, or never.
@FunctionalInterface
interface Channel {
  void emit(String event, String body, Consumer<JsonNode> answer);
}
