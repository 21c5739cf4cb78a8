package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// A copy that a node holds of another's journal.
///
/// @param node whose journal
/// @param isWhole whether the node could be carried on from it
/// @param bytes its size on disk
/// @param isConnected whether the node is still connected and sends its changes
public record Hold(String node, boolean isWhole, long bytes, boolean isConnected) {
  static Hold read(Fields fields) {
    return new Hold(
        ControlForm.name(fields, "node"),
        fields.truth("whole"),
        fields.count("bytes"),
        fields.truth("connected"));
  }

  JsonNode json() {
    return Json.object()
        .put("node", node)
        .put("whole", isWhole)
        .put("bytes", bytes)
        .put("connected", isConnected);
  }
}
