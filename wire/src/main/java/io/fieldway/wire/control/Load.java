package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import tools.jackson.databind.node.ObjectNode;

/// How much a node has to do.
///
/// @param sessions the sessions it keeps, connected or not
/// @param sessionsConnected those of them whose client is connected
/// @param messages messages that wait for sessions
/// @param bytes what is alive in its journal, about
public record Load(long sessions, long sessionsConnected, long messages, long bytes) {
  public static final Load NONE = new Load(0, 0, 0, 0);

  static Load read(Fields fields) {
    return new Load(
        fields.count("sessions"),
        fields.count("sessionsConnected"),
        fields.count("messages"),
        fields.count("bytes"));
  }

  void writeTo(ObjectNode tree) {
    tree.put("sessions", sessions)
        .put("sessionsConnected", sessionsConnected)
        .put("messages", messages)
        .put("bytes", bytes);
  }
}
