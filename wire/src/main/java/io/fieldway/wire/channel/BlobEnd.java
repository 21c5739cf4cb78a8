package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// All of a blob has been sent; answered once it was checked and is stored.
public record BlobEnd(String id, String device) implements BlobMessage {
  public static BlobEnd read(JsonNode tree) {
    Fields fields = Fields.of("blob.end", tree);
    return new BlobEnd(Ids.read(fields, "id"), Ids.read(fields, "deviceId"));
  }

  @Override
  public ObjectNode json() {
    return Json.object().put("id", id).put("deviceId", device);
  }
}
