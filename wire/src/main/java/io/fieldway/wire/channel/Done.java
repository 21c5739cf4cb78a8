package io.fieldway.wire.channel;

import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The plain yes.
public record Done() {
  public JsonNode json() {
    return Json.object().put("ok", true);
  }
}
