package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// To a substitute: the named node is dead, carry it on from its copy.
///
/// @param quiet how long ago the acting controller heard what its last beat to the node answered:
///   while a beat may still let the node serve (its lease), the substitute only begins where it
///   finds the node's process gone
public record Adopt(long term, String node, long number, Duration quiet, long echo)
    implements Order {
  static final String TYPE = "adopt";

  public static Adopt read(JsonNode tree) {
    Fields fields = Fields.of(TYPE, tree);
    return new Adopt(
        fields.whole("term", 1, Long.MAX_VALUE),
        ControlForm.name(fields, "node"),
        fields.count("number"),
        Duration.ofMillis(fields.count("quietMillis")),
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
        .put("quietMillis", quiet.toMillis())
        .put("echo", echo);
  }
}
