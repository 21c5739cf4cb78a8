package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The second step of Figure 7: the gateway shows that it knows its key.
///
/// @param digest which digest; [Digests#HMAC_SHA_256], or [Digests#MD5] where the platform allows
///   it
/// @param userKey the seed's name for it: the digest itself, never the key
public record AuthProof(String gatewayId, String digest, Bytes userKey) {
  public static AuthProof read(JsonNode tree) {
    Fields fields = Fields.of("auth", tree);
    return new AuthProof(
        Ids.read(fields, "gatewayId"),
        fields.text("digest", 20),
        Bytes.fromHex("auth.userKey", fields.text("userKey", 128)));
  }

  public JsonNode json() {
    return Json.object()
        .put("gatewayId", gatewayId)
        .put("digest", digest)
        .put("userKey", userKey.hex());
  }
}
