package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import java.time.Instant;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Announces a blob, or takes one up where it was left: a picture, a sound, a file.
///
/// @param id chosen by the device, or for it; one id is one content for ever
/// @param type its media type, without parameters, such as `image/jpeg`
/// @param size in bytes, at least 1
/// @param sha256 of all of it, 32 bytes
/// @param at when the device made it
public record BlobBegin(String id, String device, String type, long size, Bytes sha256, Instant at)
    implements BlobMessage {
  /// Longest media type, in characters.
  public static final int MAX_TYPE = 100;

  /// Bytes of a SHA-256.
  public static final int HASH_BYTES = 32;

  private static final Pattern TYPE =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*");

  public static BlobBegin read(JsonNode tree) {
    Fields fields = Fields.of("blob.begin", tree);
    return new BlobBegin(
        Ids.read(fields, "id"),
        Ids.read(fields, "deviceId"),
        type(fields, "type"),
        fields.whole("size", 1, Long.MAX_VALUE),
        hash(fields, "sha256"),
        fields.time("at"));
  }

  /// A media type in a field (RFC 6838 §4.2), in small letters and without parameters.
  public static String type(Fields fields, String name) {
    String type = fields.text(name, MAX_TYPE);
    if (!TYPE.matcher(type).matches()) {
      throw fields.refused(name, "a media type such as image/jpeg");
    }
    return type;
  }

  /// A SHA-256 in a field.
  public static Bytes hash(Fields fields, String name) {
    String hex = fields.text(name, 2 * HASH_BYTES);
    if (hex.length() != 2 * HASH_BYTES) {
      throw fields.refused(name, 2 * HASH_BYTES + " hexadecimal digits");
    }
    return Bytes.fromHex(fields.path(name), hex);
  }

  @Override
  public ObjectNode json() {
    return Json.object()
        .put("id", id)
        .put("deviceId", device)
        .put("type", type)
        .put("size", size)
        .put("sha256", sha256.hex())
        .put("at", Json.time(at));
  }
}
