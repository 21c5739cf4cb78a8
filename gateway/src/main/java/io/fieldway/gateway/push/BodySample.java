package io.fieldway.gateway.push;

import io.fieldway.gateway.driver.Decoded;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads a sample body: JSON, or SenML where its first record has no `values`.
public final class BodySample {
  private static final int MOST = 1_000;

  private BodySample() {}

  /// What each reading of the body says.
  public static List<Decoded> read(String device, String text, Instant now) {
    try {
      JsonNode body = Json.parse("body", text);
      boolean isSenMl = body.isArray() && !body.path(0).has("values");
      Push push =
          isSenMl
              ? SenMlBody.read(body, device, Optional.empty(), MOST, now)
              : Push.ofJson(body, "sample", MOST, now);
      return push.readings().stream()
          .map(each -> new Decoded(device, each.seq(), each.at(), each.values(), List.of()))
          .toList();
    } catch (MalformedException e) {
      return List.of(Decoded.nothing(device, now, String.valueOf(e.getMessage())));
    }
  }
}
