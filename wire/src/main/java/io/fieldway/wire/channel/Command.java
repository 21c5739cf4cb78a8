package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An instruction on its way down. The gateway journals the id before it acts; the same command
/// coming again changes nothing and is answered with yes.
///
/// @param action an action of the device's Thing Model
/// @param input its argument; an empty object where it takes none
/// @param deadline when it is too late to begin; both sides hold to it
public record Command(String id, String deviceId, String action, JsonNode input, Instant deadline) {
  public static Command read(JsonNode tree) {
    Fields fields = Fields.of("command", tree);
    JsonNode input = fields.tree("input");
    return new Command(
        Ids.read(fields, "id"),
        Ids.read(fields, "deviceId"),
        Ids.read(fields, "action"),
        input.isMissingNode() ? Json.object() : input,
        fields.time("deadline"));
  }

  public JsonNode json() {
    ObjectNode tree =
        Json.object()
            .put("id", id)
            .put("deviceId", deviceId)
            .put("action", action)
            .put("deadline", Json.time(deadline));
    tree.set("input", input);
    return tree;
  }
}
