package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The code is spent and the gateway has its key, which both sides derive ([JoinDigests#key]).
///
/// @param proof [JoinDigests#ofPlatform], by which the gateway knows that it speaks with whoever
///   made the code
public record JoinAccepted(String gatewayId, Bytes proof) {
  public static JoinAccepted read(JsonNode tree) {
    Fields fields = Fields.of("join answer", tree);
    return new JoinAccepted(
        Ids.read(fields, "gatewayId"),
        Bytes.fromHex("join answer.proof", fields.text("proof", 128)));
  }

  public JsonNode json() {
    return Json.object().put("ok", true).put("gatewayId", gatewayId).put("proof", proof.hex());
  }
}
