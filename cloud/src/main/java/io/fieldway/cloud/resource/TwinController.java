package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTwins;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.Half;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinEntry;
import io.fieldway.wire.twin.TwinJson;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/devices/{id}/twin`: what is desired of a device's settings and what it reports.
@RestController
@RequestMapping("/api/devices/{id}/twin")
class TwinController {
  private static final String AUTHOR = "person";

  private final SqlRegistry registry;
  private final SqlTwins twins;
  private final Messages messages;
  private final Feed feed;
  private final Clock clock;

  /// The body of a change: a merge patch (RFC 7396) of what is desired.
  @Schema(name = "TwinChange")
  record Change(@Schema(implementation = Object.class) JsonNode desired) {}

  TwinController(SqlRegistry registry, SqlTwins twins, Messages messages, Feed feed, Clock clock) {
    this.registry = registry;
    this.twins = twins;
    this.messages = messages;
    this.feed = feed;
    this.clock = clock;
  }

  @GetMapping
  ResponseEntity<Views.Twin> one(@PathVariable String id) {
    DeviceRow device = find(id);
    return answer(model(device), twins.find(id).twin());
  }

  /// Desires other values; the answer comes when they are stored, not when the device has them.
  @PatchMapping
  ResponseEntity<Views.Twin> change(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) Optional<String> ifMatch,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = Change.class)))
          @RequestBody
          JsonNode body) {
    DeviceRow device = find(id);
    ThingModel model = model(device);
    JsonNode patch = patch(body);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    PlatformTwin twin =
        twins.change(
            id,
            before -> {
              check(ifMatch, before.twin());
              Map<String, Optional<JsonNode>> changes = changes(model, before.twin(), patch);
              PlatformTwin after = before.desire(changes, model.properties().keySet(), now, AUTHOR);
              if (!after.isWithinBounds()) {
                throw Problems.unprocessable(
                    "desired: expected at most "
                        + Half.MAX_PROPERTIES
                        + " properties and "
                        + Half.MAX_BYTES
                        + " bytes in all.");
              }
              return after;
            },
            now);
    feed.publish(new FeedEvent.Twin(id, twin.twin().hash(), now));
    messages.publish(new Message.TwinWaiting(device.gateway()));
    return answer(model, twin.twin());
  }

  private static JsonNode patch(JsonNode body) {
    Fields fields = Fields.of("twin", body);
    for (Map.Entry<String, JsonNode> each : body.properties()) {
      if (!each.getKey().equals("desired")) {
        throw Problems.unprocessable(
            "twin."
                + each.getKey()
                + ": only what is desired can be changed; the rest is the"
                + " device's to say.");
      }
    }
    fields.object("desired");
    return fields.tree("desired");
  }

  private static void check(Optional<String> ifMatch, Twin twin) {
    if (ifMatch.isPresent() && !ifMatch.get().equals(tag(twin))) {
      throw new ResponseStatusException(
          HttpStatus.PRECONDITION_FAILED,
          "The twin is not as If-Match says: expected "
              + ifMatch.get()
              + ", it is "
              + tag(twin)
              + ".");
    }
  }

  private static Map<String, Optional<JsonNode>> changes(
      ThingModel model, Twin twin, JsonNode patch) {
    Map<String, Optional<JsonNode>> changes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : patch.properties()) {
      String where = "desired." + each.getKey();
      Ids.check(where, each.getKey());
      if (each.getValue().isNull()) {
        changes.put(each.getKey(), Optional.empty());
        continue;
      }
      JsonNode before =
          twin.desired().of(each.getKey()).flatMap(TwinEntry::value).orElseGet(Json::object);
      JsonNode value = TwinJson.plain(where, merged(before, each.getValue()));
      Optional<String> refusal = model.refusalOfDesired(each.getKey(), value);
      if (refusal.isPresent()) {
        throw Problems.unprocessable(
            where + ": " + refusal.get() + ", got " + Json.brief(each.getValue()));
      }
      changes.put(each.getKey(), Optional.of(value));
    }
    return changes;
  }

  /// RFC 7396 §2.
  private static JsonNode merged(JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode result = Json.object();
    if (target.isObject()) {
      target.properties().forEach(each -> result.set(each.getKey(), each.getValue()));
    }
    for (Map.Entry<String, JsonNode> each : patch.properties()) {
      if (each.getValue().isNull()) {
        result.remove(each.getKey());
      } else {
        result.set(each.getKey(), merged(result.path(each.getKey()), each.getValue()));
      }
    }
    return result;
  }

  private DeviceRow find(String id) {
    return registry
        .device(id)
        .orElseThrow(() -> Problems.notFound("There is no device " + id + "."));
  }

  private ThingModel model(DeviceRow device) {
    return ThingModel.read(
        Json.parse("model", registry.model(device.model()).orElseThrow().document()));
  }

  private static ResponseEntity<Views.Twin> answer(ThingModel model, Twin twin) {
    return ResponseEntity.ok().eTag(tag(twin)).body(Views.Twin.of(model, twin));
  }

  private static String tag(Twin twin) {
    return "\"" + twin.hash() + "\"";
  }
}
