package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;

/// The first step of Figure 7: a gateway says who it is and asks for a number.
public record AuthRequest(String gatewayId) {
  public static AuthRequest read(JsonNode tree) {
    return new AuthRequest(Ids.read(Fields.of("auth", tree), "gatewayId"));
  }

  public JsonNode json() {
    return Json.object().put("gatewayId", gatewayId);
  }
}
