package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// To a substitute: the named node is dead, carry it on from its copy.
public record Adopt(long term, String node, long number) implements Order {
  static final String TYPE = "adopt";

  public static Adopt read(JsonNode tree) {
    Fields fields = Fields.of(TYPE, tree);
    return new Adopt(
        fields.whole("term", 1, Long.MAX_VALUE),
        ControlForm.name(fields, "node"),
        fields.count("number"));
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
        .put("number", number);
  }
}
