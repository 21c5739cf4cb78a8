package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The platform has stored the gateway's next key and takes both.
///
/// @param nonce that of [KeyRotate]
/// @param proof [KeyDigests#ofPlatform]
public record KeyConfirm(String nonce, Bytes proof) {
  public static KeyConfirm read(JsonNode tree) {
    Fields fields = Fields.of("key.confirm", tree);
    return new KeyConfirm(
        Ids.read(fields, "nonce"), Bytes.fromHex("key.confirm.proof", fields.text("proof", 128)));
  }

  public JsonNode json() {
    return Json.object().put("nonce", nonce).put("proof", proof.hex());
  }
}
