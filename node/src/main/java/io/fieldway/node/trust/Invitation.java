package io.fieldway.node.trust;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.security.PublicKey;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the authority keeps of an invitation: nothing that would let anybody in.
///
/// @param key the public half of the invitation's key, as X.509 writes it
/// @param expires milliseconds since the epoch
/// @param invitee whom it is for
/// @param usedBy the key of the node that was let in by it, as X.509 writes it
record Invitation(Bytes key, long expires, Invitee invitee, Optional<Bytes> usedBy) {
  static final int ID_BYTES = 16;

  static Invitation of(PublicKey key, long expires, Invitee invitee) {
    return new Invitation(Bytes.copyOf(key.getEncoded()), expires, invitee, Optional.empty());
  }

  /// By which it is found.
  Bytes id() {
    return Bytes.copyOf(Fingerprint.of(key).toArray(), 0, ID_BYTES);
  }

  Invitation usedBy(Bytes used) {
    return new Invitation(key, expires, invitee, Optional.of(used));
  }

  /// Whether somebody has proven to hold the secret.
  boolean isProven(CertificationRequest.Invited request) {
    return Keys.ofEncoded(key)
        .filter(each -> Keys.isGenuine(each, request.proven(), request.proof()))
        .isPresent();
  }

  String text() {
    ObjectNode out = Json.object();
    out.put("key", key.base64Url());
    out.put("expires", expires);
    invitee.name().ifPresent(name -> out.put("node", name));
    if (invitee.isController()) {
      out.put("controller", true);
    }
    if (invitee.isAgain()) {
      out.put("again", true);
    }
    usedBy.ifPresent(used -> out.put("usedBy", used.base64Url()));
    return Json.write(out) + "\n";
  }

  /// @throws io.fieldway.wire.MalformedException where the text is none that [#text] writes
  static Invitation parse(String where, String text) {
    JsonNode in = Json.parse(where, text);
    return new Invitation(
        Bytes.fromBase64Url(where, in.path("key").asString("")),
        in.path("expires").asLong(0),
        new Invitee(
            Optional.ofNullable(in.get("node")).map(JsonNode::asString),
            in.path("controller").asBoolean(false),
            in.path("again").asBoolean(false)),
        Optional.ofNullable(in.get("usedBy"))
            .map(used -> Bytes.fromBase64Url(where, used.asString())));
  }
}
