package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// A one-time code as it is handed to whoever sets up a gateway: whom to ask, by what to know them,
/// and what to prove. Whoever has it can join in the gateway's place, once.
///
/// @param platform the machine server's address
/// @param gateway the gateway's id
/// @param secret 32 random bytes; the platform keeps only what [JoinDigests] makes of them
/// @param fingerprint SHA-256 of the platform's certificate; empty where it is known by an
///   authority
public record JoinCode(URI platform, String gateway, Bytes secret, Optional<Bytes> fingerprint) {
  public static final int SECRET_BYTES = 32;
  public static final int FINGERPRINT_BYTES = 32;

  /// Longest code, in characters.
  public static final int MAX_LENGTH = 2_000;

  private static final String FORM = "fwj1.";
  private static final String WHERE = "join code";

  /// Reads what [#text] has written.
  ///
  /// @throws MalformedException where the text is no join code
  public static JoinCode parse(String text) {
    if (!text.startsWith(FORM) || text.length() > MAX_LENGTH) {
      throw new MalformedException(
          WHERE,
          "a code that begins with " + FORM + ", as the platform shows it",
          "something else");
    }
    Bytes inner = Bytes.fromBase64Url(WHERE, text.substring(FORM.length()));
    Fields fields =
        Fields.of(WHERE, Json.parse(WHERE, new String(inner.toArray(), StandardCharsets.UTF_8)));
    return new JoinCode(
        address(fields),
        Ids.read(fields, "g"),
        sized(fields, "s", SECRET_BYTES),
        fields.has("f") ? Optional.of(sized(fields, "f", FINGERPRINT_BYTES)) : Optional.empty());
  }

  /// The code to hand over, which is a secret.
  public String text() {
    ObjectNode tree =
        Json.object().put("p", platform.toString()).put("g", gateway).put("s", secret.base64Url());
    fingerprint.ifPresent(print -> tree.put("f", print.base64Url()));
    return FORM + Bytes.utf8(Json.write(tree)).base64Url();
  }

  private static URI address(Fields fields) {
    try {
      URI uri = new URI(fields.text("p", MAX_LENGTH));
      String scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new MalformedException(WHERE, "a platform's address", String.valueOf(e.getMessage()));
    }
    throw fields.refused("p", "a platform's address");
  }

  private static Bytes sized(Fields fields, String name, int size) {
    Bytes bytes = Bytes.fromBase64Url(WHERE, fields.text(name, MAX_LENGTH));
    if (bytes.size() != size) {
      throw new MalformedException(fields.path(name), size + " bytes", bytes.size() + "");
    }
    return bytes;
  }

  /// Everything but the secret.
  @Override
  public String toString() {
    return "join code for " + gateway + " of " + platform;
  }
}
