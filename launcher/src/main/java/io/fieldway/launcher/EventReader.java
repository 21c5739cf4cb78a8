package io.fieldway.launcher;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/// Puts the lines of a server-sent event stream together into events (HTML Living Standard §9.2.6).
final class EventReader {
  private final BiConsumer<String, JsonNode> onEvent;
  private final StringBuilder data = new StringBuilder();
  @Var private String name = "message";

  EventReader(BiConsumer<String, JsonNode> onEvent) {
    this.onEvent = onEvent;
  }

  void line(String line) {
    if (line.isEmpty()) {
      if (!data.isEmpty()) {
        onEvent.accept(name, Json.parse("live event", data.toString()));
      }
      data.setLength(0);
      name = "message";
    } else if (line.startsWith("event:")) {
      name = line.substring("event:".length()).strip();
    } else if (line.startsWith("data:")) {
      if (!data.isEmpty()) {
        data.append('\n');
      }
      data.append(line.substring("data:".length()).strip());
    }
  }
}
