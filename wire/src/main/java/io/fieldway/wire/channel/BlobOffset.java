package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The yes to a beginning or a chunk: how many bytes of the blob the platform has, and so where the
/// next chunk begins.
public record BlobOffset(long offset) {
  public static BlobOffset read(JsonNode tree) {
    return new BlobOffset(Fields.of("blob answer", tree).count("offset"));
  }

  public JsonNode json() {
    return Json.object().put("ok", true).put("offset", offset);
  }
}
