package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// A controller asks to act in a term. A node grants it where the term is higher than the granted
/// one, and the controller that has the grant either was not heard for the lease or is the one that
/// asks. The grant shows in the node's [Status].
public record Claim(String controller, long term) implements ControlMessage {
  static final String TYPE = "claim";

  public static Claim read(JsonNode tree) {
    Fields fields = Fields.of(TYPE, tree);
    return new Claim(
        ControlForm.name(fields, "controller"), fields.whole("term", 1, Long.MAX_VALUE));
  }

  @Override
  public JsonNode json() {
    return Json.object().put("type", TYPE).put("controller", controller).put("term", term);
  }
}
