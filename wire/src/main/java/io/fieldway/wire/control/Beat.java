package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// A controller's sign of life, every half second.
///
/// @param term the term it acts in, or the last it has heard of; zero where there was none
/// @param acting whether it acts: only then does its beat renew the node's lease
/// @param echo the [Status#clock] of the last status that the controller has heard of this node, by
///   which the node knows how old its lease is, however long the beat was under way; zero where
///   there was none
public record Beat(String controller, long term, boolean acting, long echo)
    implements ControlMessage {
  static final String TYPE = "beat";

  /// A beat that answers no status.
  public Beat(String controller, long term, boolean acting) {
    this(controller, term, acting, 0);
  }

  public static Beat read(JsonNode tree) {
    Fields fields = Fields.of(TYPE, tree);
    return new Beat(
        ControlForm.name(fields, "controller"),
        fields.count("term"),
        fields.truth("acting"),
        fields.has("echo") ? fields.count("echo") : 0);
  }

  @Override
  public JsonNode json() {
    return Json.object()
        .put("type", TYPE)
        .put("controller", controller)
        .put("term", term)
        .put("acting", acting)
        .put("echo", echo);
  }
}
