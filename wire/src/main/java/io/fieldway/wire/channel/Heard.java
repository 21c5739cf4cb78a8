package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The yes to a heartbeat, with the platform's time: gateways hold commands by it.
///
/// @param drift devices whose twins are to be synchronised again: both sides stand at the same
///   place with different documents
public record Heard(Instant at, List<String> drift) {
  public Heard(Instant at, List<String> drift) {
    this.at = at;
    this.drift = List.copyOf(drift);
  }

  /// Where no twin has drifted.
  public Heard(Instant at) {
    this(at, List.of());
  }

  /// The platform's time in an answer; empty where the platform does not tell it.
  public static Optional<Instant> timeIn(JsonNode answer) {
    return answer.isObject() ? Fields.of("answer", answer).optionalTime("at") : Optional.empty();
  }

  /// The devices in an answer whose twins have drifted.
  public static List<String> driftIn(JsonNode answer) {
    List<String> drift = new ArrayList<>();
    for (JsonNode each : answer.path("drift")) {
      drift.add(Ids.check("answer.drift", each.isString() ? each.stringValue() : ""));
    }
    return drift;
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("ok", true).put("at", Json.time(at));
    if (!drift.isEmpty()) {
      ArrayNode all = tree.putArray("drift");
      drift.forEach(all::add);
    }
    return tree;
  }
}
