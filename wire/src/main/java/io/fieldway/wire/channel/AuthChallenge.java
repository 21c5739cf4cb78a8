package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The platform's random number, good for one proof within a minute.
///
/// @param nonce 32 hexadecimal digits
/// @param digests what the platform takes a proof by, the best first
public record AuthChallenge(String nonce, List<String> digests) {
  public AuthChallenge(String nonce, List<String> digests) {
    this.nonce = nonce;
    this.digests = List.copyOf(digests);
  }

  /// From a platform that takes the usual digest.
  public AuthChallenge(String nonce) {
    this(nonce, List.of(Digests.HMAC_SHA_256));
  }

  /// Reads what a gateway needs of it: every platform takes the usual digest.
  public static AuthChallenge read(JsonNode tree) {
    return new AuthChallenge(Fields.of("auth answer", tree).text("nonce", 64));
  }

  public JsonNode json() {
    ObjectNode tree = Json.object().put("nonce", nonce);
    ArrayNode all = tree.putArray("digests");
    digests.forEach(all::add);
    return tree;
  }
}
