package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The platform wants the gateway to have a new key.
///
/// @param nonce the platform's number
public record KeyRotate(String nonce) {
  public static KeyRotate read(JsonNode tree) {
    return new KeyRotate(Ids.read(Fields.of("key.rotate", tree), "nonce"));
  }

  public JsonNode json() {
    return Json.object().put("nonce", nonce);
  }

  /// The gateway's answer, once the next key is on its disk.
  ///
  /// @param own the gateway's number
  /// @param proof [KeyDigests#ofGateway]
  public record Ready(String own, Bytes proof) {
    public static Ready read(JsonNode tree) {
      Fields fields = Fields.of("key.rotate answer", tree);
      return new Ready(
          Ids.read(fields, "own"),
          Bytes.fromHex("key.rotate answer.proof", fields.text("proof", 128)));
    }

    public JsonNode json() {
      return Json.object().put("ok", true).put("own", own).put("proof", proof.hex());
    }
  }
}
