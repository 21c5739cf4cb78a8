package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// To a node: keep no copy of your journal any more.
public record Disarm(long term, String node, long number, long echo) implements Order {
  static final String TYPE = "disarm";

  public static Disarm read(JsonNode tree) {
    Fields fields = Fields.of(TYPE, tree);
    return new Disarm(
        fields.whole("term", 1, Long.MAX_VALUE),
        ControlForm.name(fields, "node"),
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
        .put("number", number)
        .put("echo", echo);
  }
}
