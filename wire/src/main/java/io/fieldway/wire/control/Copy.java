package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The copy of a node's journal at its substitute, as the node sees it.
///
/// @param substitute empty where there is none
/// @param number the number of the order that named the substitute
/// @param why the reason of a refusal, or of a connection that does not come about
/// @param lagBytes what the substitute has not acknowledged yet
/// @param committed how many groups of changes the substitute has on its disk
public record Copy(
    String substitute, long number, CopyState state, String why, long lagBytes, long committed) {
  public static final Copy NONE = new Copy("", 0, CopyState.NONE, "", 0, 0);

  static Copy read(Fields fields) {
    return new Copy(
        ControlForm.textOrEmpty(fields, "substitute", ControlForm.MAX_NAME),
        fields.count("number"),
        fields.word("state", CopyState.class, CopyState::word),
        ControlForm.textOrEmpty(fields, "why", ControlForm.MAX_WHY),
        fields.count("lagBytes"),
        fields.count("committed"));
  }

  JsonNode json() {
    return Json.object()
        .put("substitute", substitute)
        .put("number", number)
        .put("state", state.word())
        .put("why", ControlForm.why(why))
        .put("lagBytes", lagBytes)
        .put("committed", committed);
  }
}
