package io.fieldway.gateway.driver.http;

import io.fieldway.gateway.push.Pushed;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.GatewayLine.Quarantined;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request is answered with: 200, or problem details (RFC 9457).
///
/// @param retryAfter what `Retry-After` says
record Answer(int status, ObjectNode body, Optional<Duration> retryAfter) {
  static final String PROBLEM = "application/problem+json";

  /// All of it is on disk.
  static Answer stored(int readings, List<Quarantined> quarantined) {
    ObjectNode body = Json.object().put("stored", readings);
    ArrayNode list = body.putArray("quarantined");
    quarantined.forEach(
        each -> list.addObject().put("property", each.property()).put("reason", each.reason()));
    return new Answer(200, body, Optional.empty());
  }

  /// What a push is answered with.
  static Answer of(Pushed pushed, Duration retryAfter) {
    return switch (pushed) {
      case Pushed.Stored(int readings, List<Quarantined> quarantined) ->
          stored(readings, quarantined);
      case Pushed.Refused(Pushed.Fault fault, String code, String message, int readings) -> {
        Answer answer =
            switch (fault) {
              case UNKNOWN -> problem(404, code, message);
              case BUSY -> problem(429, code, message).after(retryAfter);
              case REPLACED -> problem(409, code, message).after(Duration.ofSeconds(1));
              case FULL -> problem(503, code, message).after(retryAfter);
            };
        yield readings == 0 && fault != Pushed.Fault.FULL ? answer : answer.but(readings);
      }
    };
  }

  static Answer problem(int status, String code, String detail) {
    ObjectNode body =
        Json.object()
            .put("type", "about:blank")
            .put("title", title(status))
            .put("status", status)
            .put("code", code)
            .put("detail", detail);
    return new Answer(status, body, Optional.empty());
  }

  Answer after(Duration wait) {
    return new Answer(status, body, Optional.of(wait));
  }

  /// Says how many readings of the body are on disk all the same.
  Answer but(int readings) {
    return new Answer(status, body.deepCopy().put("stored", readings), retryAfter);
  }

  String contentType() {
    return status == 200 ? "application/json" : PROBLEM;
  }

  private static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 429 -> "Too Many Requests";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }
}
