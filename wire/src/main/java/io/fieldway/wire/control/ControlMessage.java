package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import tools.jackson.databind.JsonNode;

/// What a controller says to a node, on the topic [ControlWords#CONTROL]: one JSON object whose
/// field `type` says which.
public sealed interface ControlMessage permits Beat, Claim, Order {
  /// Longest message in characters; a longer one is malformed.
  int MAX_LENGTH = 16 * 1_024;

  /// The controller's term: it rises with every claim of any controller.
  long term();

  JsonNode json();

  /// Reads the payload of a PUBLISH.
  ///
  /// @throws MalformedException where it is no message of a controller
  static ControlMessage parse(String payload) {
    if (payload.length() > MAX_LENGTH) {
      throw new MalformedException(
          "control message",
          "at most " + MAX_LENGTH + " characters",
          payload.length() + " characters");
    }
    return read(Json.parse("control message", payload));
  }

  static ControlMessage read(JsonNode tree) {
    Fields fields = Fields.of("control message", tree);
    return switch (fields.text("type", ControlForm.MAX_NAME)) {
      case Beat.TYPE -> Beat.read(tree);
      case Claim.TYPE -> Claim.read(tree);
      case Arm.TYPE -> Arm.read(tree);
      case Disarm.TYPE -> Disarm.read(tree);
      case Adopt.TYPE -> Adopt.read(tree);
      case Drain.TYPE -> Drain.read(tree);
      default -> throw fields.refused("type", "one of beat, claim, arm, disarm, adopt, drain");
    };
  }
}
