package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A gateway's word on a command. It is repeated until the platform says that it is stored.
///
/// @param state from [CommandState#AT_DEVICE] on
/// @param at when the gateway saw it, by the platform's clock as far as the gateway knows it
/// @param reason why not, where failed, expired or cancelled
/// @param output what the action returned; an empty object where nothing
public record CommandReport(
    String id, CommandState state, Instant at, Optional<String> reason, JsonNode output) {
  public static CommandReport read(JsonNode tree) {
    Fields fields = Fields.of("command.state", tree);
    JsonNode output = fields.tree("output");
    return new CommandReport(
        Ids.read(fields, "id"),
        fields.word("state", CommandState.class, CommandState::word),
        fields.time("at"),
        fields.optionalText("reason", Refusal.MAX_MESSAGE),
        output.isMissingNode() ? Json.object() : output);
  }

  public JsonNode json() {
    ObjectNode tree =
        Json.object().put("id", id).put("state", state.word()).put("at", Json.time(at));
    reason.ifPresent(text -> tree.put("reason", text));
    tree.set("output", output);
    return tree;
  }
}
