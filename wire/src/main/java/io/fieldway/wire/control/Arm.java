package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// To a node: keep a copy of your journal at this substitute, and at no other.
///
/// @param substitute the name of the node that will carry this one on
/// @param address the substitute's link address, `host:port`
public record Arm(long term, String node, String substitute, String address, long number, long echo)
    implements Order {
  static final String TYPE = "arm";

  public static Arm read(JsonNode tree) {
    Fields fields = Fields.of(TYPE, tree);
    return new Arm(
        fields.whole("term", 1, Long.MAX_VALUE),
        ControlForm.name(fields, "node"),
        ControlForm.name(fields, "substitute"),
        fields.text("address", ControlForm.MAX_ADDRESS),
        fields.count("number"),
        fields.count("echo"));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public JsonNode json() {
    return Json.object()
        .put("type", TYPE)
        .put("term", term)
        .put("node", node)
        .put("substitute", substitute)
        .put("address", address)
        .put("number", number)
        .put("echo", echo);
  }
}
