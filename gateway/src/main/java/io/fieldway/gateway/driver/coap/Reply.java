package io.fieldway.gateway.driver.coap;

import io.fieldway.gateway.push.Pushed;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.GatewayLine.Quarantined;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request is answered with: JSON, or a diagnostic payload in words (RFC 7252 §5.5.2).
///
/// @param stored readings of the request that are on disk
/// @param maxAge when the device may come again (§5.9.3.4), or how long the answer is fresh
record Reply(ResponseCode code, String text, int stored, Optional<Duration> maxAge) {
  static Reply problem(ResponseCode code, String text) {
    return new Reply(code, text, 0, Optional.empty());
  }

  /// A line of the device protocol.
  static Reply content(ObjectNode line, Duration fresh) {
    return new Reply(ResponseCode.CONTENT, Json.write(line), 0, Optional.of(fresh));
  }

  /// A result was taken.
  static Reply changed() {
    return new Reply(ResponseCode.CHANGED, "", 0, Optional.empty());
  }

  /// What a push is answered with.
  static Reply of(Pushed pushed, Duration retryAfter) {
    return switch (pushed) {
      case Pushed.Stored(int readings, List<Quarantined> quarantined) ->
          stored(readings, quarantined);
      case Pushed.Refused refused -> refused(refused, retryAfter);
    };
  }

  static Reply refused(Pushed.Refused refused, Duration retryAfter) {
    String text =
        refused.code()
            + ": "
            + refused.message()
            + (refused.stored() == 0 ? "" : "; stored: " + refused.stored());
    Reply reply =
        new Reply(
            switch (refused.fault()) {
              case UNKNOWN -> ResponseCode.NOT_FOUND;
              case BUSY -> ResponseCode.TOO_MANY_REQUESTS;
              case REPLACED -> ResponseCode.CONFLICT;
              case FULL -> ResponseCode.SERVICE_UNAVAILABLE;
            },
            text,
            refused.stored(),
            Optional.empty());
    return switch (refused.fault()) {
      case BUSY, FULL -> reply.after(retryAfter);
      case UNKNOWN, REPLACED -> reply;
    };
  }

  private static Reply stored(int readings, List<Quarantined> quarantined) {
    ObjectNode body = Json.object().put("stored", readings);
    ArrayNode list = body.putArray("quarantined");
    quarantined.forEach(
        each -> list.addObject().put("property", each.property()).put("reason", each.reason()));
    return new Reply(ResponseCode.CHANGED, Json.write(body), readings, Optional.empty());
  }

  Reply after(Duration wait) {
    return new Reply(code, text, stored, Optional.of(wait));
  }

  Response response() {
    Response response = new Response(code);
    if (!text.isEmpty()) {
      response.setPayload(text);
    }
    if (code.isSuccess() && !text.isEmpty()) {
      response.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
    }
    maxAge.ifPresent(each -> response.getOptions().setMaxAge(Math.max(1, each.toSeconds())));
    return response;
  }
}
