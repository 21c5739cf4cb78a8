package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The first step of joining: which code it is, and a wish for a number. Answered with
/// [AuthChallenge].
///
/// @param name [JoinDigests#name] of the code's secret
public record JoinRequest(Bytes name) {
  public static JoinRequest read(JsonNode tree) {
    return new JoinRequest(Bytes.fromHex("join.name", Fields.of("join", tree).text("name", 64)));
  }

  public JsonNode json() {
    return Json.object().put("name", name.hex());
  }
}
