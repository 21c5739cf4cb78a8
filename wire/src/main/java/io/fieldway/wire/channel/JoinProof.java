package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The second step of joining: the gateway shows that it has the code.
///
/// @param name [JoinDigests#name] of the code's secret
/// @param own the gateway's number, 32 hexadecimal digits
/// @param proof [JoinDigests#ofGateway]
public record JoinProof(Bytes name, String own, Bytes proof) {
  public static JoinProof read(JsonNode tree) {
    Fields fields = Fields.of("join", tree);
    return new JoinProof(
        Bytes.fromHex("join.name", fields.text("name", 64)),
        Ids.read(fields, "own"),
        Bytes.fromHex("join.proof", fields.text("proof", 128)));
  }

  public JsonNode json() {
    return Json.object().put("name", name.hex()).put("own", own).put("proof", proof.hex());
  }
}
