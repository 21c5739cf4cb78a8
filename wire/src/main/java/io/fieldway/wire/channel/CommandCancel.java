package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A command is withdrawn. It comes whole, so that a gateway that has never heard of it can write
/// down that it must not act on it.
///
/// @param reason why, for a person
public record CommandCancel(Command command, String reason) {
  public static CommandCancel read(JsonNode tree) {
    Fields fields = Fields.of("command.cancel", tree);
    return new CommandCancel(
        Command.read(fields.tree("command")), fields.text("reason", Refusal.MAX_MESSAGE));
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("reason", reason);
    tree.set("command", command.json());
    return tree;
  }

  /// Where the command stands now: [CommandState#CANCELLED], or too far for that.
  public record Answer(CommandState state) {
    public static Answer read(JsonNode tree) {
      return new Answer(
          Fields.of("command.cancel answer", tree)
              .word("state", CommandState.class, CommandState::word));
    }

    public JsonNode json() {
      return Json.object().put("ok", true).put("state", state.word());
    }
  }
}
