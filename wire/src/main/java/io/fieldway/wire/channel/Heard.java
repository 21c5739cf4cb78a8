package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The yes to a heartbeat, with the platform's time: gateways hold commands by it.
public record Heard(Instant at) {
  /// The platform's time in an answer; empty where the platform does not tell it.
  public static Optional<Instant> timeIn(JsonNode answer) {
    return answer.isObject() ? Fields.of("answer", answer).optionalTime("at") : Optional.empty();
  }

  public JsonNode json() {
    return Json.object().put("ok", true).put("at", Json.time(at));
  }
}
