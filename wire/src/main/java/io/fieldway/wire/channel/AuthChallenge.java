package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The platform's random number, good for one proof within a minute.
///
/// @param nonce 32 hexadecimal digits
public record AuthChallenge(String nonce) {
  public static AuthChallenge read(JsonNode tree) {
    return new AuthChallenge(Fields.of("auth answer", tree).text("nonce", 64));
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("nonce", nonce);
    tree.putArray("digests").add(Digests.HMAC_SHA_256);
    return tree;
  }
}
