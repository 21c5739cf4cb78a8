package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// The controller that a node obeys.
///
/// @param heardAgo how long ago it was last heard
public record Grant(String controller, long term, Duration heardAgo) {
  static Grant read(Fields fields) {
    return new Grant(
        ControlForm.name(fields, "controller"),
        fields.whole("term", 1, Long.MAX_VALUE),
        Duration.ofMillis(fields.count("heardMillisAgo")));
  }

  JsonNode json() {
    return Json.object()
        .put("controller", controller)
        .put("term", term)
        .put("heardMillisAgo", heardAgo.toMillis());
  }
}
