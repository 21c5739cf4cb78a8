package io.fieldway.wire.channel;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// The machine server ends in good order: the gateway leaves now, and begins a session with another
/// one, or with this one's successor, after a while.
///
/// @param retryAfter how long, another for each gateway, so that they do not all come at once
public record ServerEnd(Duration retryAfter) {
  private static final String RETRY_AFTER = "retryAfterMillis";

  public static ServerEnd read(JsonNode tree) {
    return new ServerEnd(
        Duration.ofMillis(
            Math.min(Fields.of(Events.SERVER_END, tree).count(RETRY_AFTER), Integer.MAX_VALUE)));
  }

  public JsonNode json() {
    return Json.object().put(RETRY_AFTER, retryAfter.toMillis());
  }
}
