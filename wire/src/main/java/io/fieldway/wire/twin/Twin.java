package io.fieldway.wire.twin;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The document of one device that platform and gateway both hold.
public record Twin(String device, Half desired, Half reported) {
  private static final int HASH_BYTES = 16;

  /// A device of which nothing is known.
  public static Twin of(String device) {
    return new Twin(device, Half.NONE, Half.NONE);
  }

  /// Whether nothing was ever desired or reported.
  public boolean isBlank() {
    return desired.at().equals(Stamp.NONE) && reported.at().equals(Stamp.NONE);
  }

  /// 128 bits of SHA-256 over the document, in hexadecimal: equal exactly where the documents are.
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(Json.write(json()).getBytes(StandardCharsets.UTF_8));
      return Bytes.copyOf(digest, 0, HASH_BYTES).hex();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Where its halves stand, with the hash.
  public TwinPosition position() {
    return new TwinPosition(device, desired.at(), reported.at(), hash());
  }

  public ObjectNode json() {
    ObjectNode tree = Json.object().put("device", device);
    tree.set("desired", desired.json());
    tree.set("reported", reported.json());
    return tree;
  }

  /// Reads a document.
  ///
  /// @throws io.fieldway.wire.MalformedException where it is none
  public static Twin read(JsonNode tree) {
    Fields fields = Fields.of("twin", tree);
    return new Twin(
        Ids.read(fields, "device"),
        Half.read(fields.object("desired")),
        Half.read(fields.object("reported")));
  }
}
