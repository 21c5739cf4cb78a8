package io.fieldway.gateway.uplink;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.KeyConfirm;
import io.fieldway.wire.channel.KeyDigests;
import io.fieldway.wire.channel.KeyRotate;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The gateway's key, and the one that is to take its place. A core: each step gives the next ring,
/// which must be on disk before anybody hears of it.
///
/// The gateway proves itself with `current`. It goes over to the next key when the platform has
/// shown that it has stored it, and the platform gives the former one up when the gateway has shown
/// that it has gone over. So whatever either side forgets by a crash, the platform takes `current`.
///
/// @param origin which configured key this has come from
/// @param current the key that is good
/// @param next what the platform may have stored
/// @param nonce the platform's number of the last rotation; empty before the first
/// @param own the gateway's number of the last rotation
public record KeyRing(Bytes origin, Bytes current, Optional<Bytes> next, String nonce, String own) {
  private static final int LONGEST = 128;

  /// The ring of a gateway whose key never changed.
  ///
  /// @param configured the key as it was given to the gateway
  public static KeyRing of(Bytes configured) {
    return new KeyRing(mark(configured), configured, Optional.empty(), "", "");
  }

  /// Whether this ring has come from that key; one from another is given up.
  public boolean isFrom(Bytes configured) {
    return Digests.equal(origin, mark(configured));
  }

  /// The platform wants a new key: there is a next one now, in place of any before.
  ///
  /// @param mine the gateway's number, new each time
  public KeyRing rotated(KeyRotate wish, String mine, String gatewayId) {
    Bytes fresh = KeyDigests.next(current, wish.nonce(), mine, gatewayId);
    return new KeyRing(origin, current, Optional.of(fresh), wish.nonce(), mine);
  }

  /// What to answer the platform, once this ring is on disk.
  public KeyRotate.Ready ready(String gatewayId) {
    return new KeyRotate.Ready(
        own, KeyDigests.ofGateway(next.orElse(current), nonce, own, gatewayId));
  }

  /// The platform has stored the next key: it is the current one from now on. What is confirmed
  /// again changes nothing.
  ///
  /// @return empty where the platform's proof is wrong
  public Optional<KeyRing> confirmed(KeyConfirm confirm, String gatewayId) {
    Bytes key = next.orElse(current);
    boolean right =
        !nonce.isEmpty()
            && confirm.nonce().equals(nonce)
            && Digests.equal(confirm.proof(), KeyDigests.ofPlatform(key, nonce, own, gatewayId));
    return right
        ? Optional.of(new KeyRing(origin, key, Optional.empty(), nonce, own))
        : Optional.empty();
  }

  /// Reads what [#json] has written.
  ///
  /// @throws io.fieldway.wire.MalformedException where it is something else
  public static KeyRing read(JsonNode tree) {
    Fields fields = Fields.of("keys", tree);
    return new KeyRing(
        hex(fields, "origin"),
        hex(fields, "current"),
        fields.has("next") ? Optional.of(hex(fields, "next")) : Optional.empty(),
        fields.optionalText("nonce", LONGEST).orElse(""),
        fields.optionalText("own", LONGEST).orElse(""));
  }

  /// The ring as it stands on disk, a secret.
  public ObjectNode json() {
    ObjectNode tree = Json.object().put("origin", origin.hex()).put("current", current.hex());
    if (!nonce.isEmpty()) {
      tree.put("nonce", nonce).put("own", own);
    }
    next.ifPresent(key -> tree.put("next", key.hex()));
    return tree;
  }

  private static Bytes hex(Fields fields, String name) {
    return Bytes.fromHex(fields.path(name), fields.text(name, LONGEST));
  }

  /// Says nothing of the key.
  private static Bytes mark(Bytes configured) {
    return KeyDigests.next(configured, "", "", "");
  }

  /// Nothing of the keys.
  @Override
  public String toString() {
    return next.isPresent() ? "a key and its next" : "a key";
  }
}
