package io.fieldway.wire.twin;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the gateway has to say of a desired value that the device does not show.
///
/// @param to the desired value's stamp
/// @param refused whether the device will not take it; else it still may
/// @param reason for a person
public record Answer(Stamp to, boolean refused, String reason) {
  /// Longest reason, in characters; a longer one is cut.
  public static final int MAX_REASON = 500;

  public Answer(Stamp to, boolean refused, String reason) {
    this.to = to;
    this.refused = refused;
    this.reason =
        reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…";
  }

  static Answer read(Fields fields) {
    return new Answer(
        Stamp.read(fields, "to"), fields.truth("refused"), fields.text("reason", MAX_REASON));
  }

  JsonNode json() {
    ObjectNode tree = Json.object();
    tree.set("to", to.json());
    return tree.put("refused", refused).put("reason", reason);
  }
}
