package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.ModelRow;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.Compatibility;
import io.fieldway.wire.model.ThingModel;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/// `/api/models`: Thing Model documents as they were given, with their revision as ETag.
@RestController
@RequestMapping("/api/models")
class ModelController {
  private final SqlRegistry registry;
  private final Messages messages;
  private final Clock clock;

  ModelController(SqlRegistry registry, Messages messages, Clock clock) {
    this.registry = registry;
    this.messages = messages;
    this.clock = clock;
  }

  @GetMapping
  List<Views.Model> all() {
    return registry.models().stream().map(Views.Model::of).toList();
  }

  @GetMapping("/{id}")
  ResponseEntity<String> one(@PathVariable String id) {
    return registry
        .model(id)
        .map(row -> document(HttpStatus.OK, row))
        .orElseThrow(() -> Problems.notFound("There is no model " + id + "."));
  }

  /// Stores a model, new or changed, and tells the gateways that serve its devices. A change that
  /// takes something away needs a new major version, or `force`.
  @PutMapping("/{id}")
  ResponseEntity<String> put(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) Optional<String> ifMatch,
      @RequestParam(defaultValue = "false") boolean force,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = Object.class)))
          @RequestBody
          JsonNode body) {
    ThingModel model = ThingModel.read(body);
    if (!model.id().equals(id)) {
      throw new MalformedException("model.id", "the id of the path, " + id, Json.brief(model.id()));
    }
    Optional<ModelRow> before = registry.model(id);
    if (ifMatch.isPresent() && !before.map(ModelController::tag).equals(ifMatch)) {
      throw new ResponseStatusException(
          HttpStatus.PRECONDITION_FAILED,
          "The model is not as If-Match says: expected "
              + ifMatch.get()
              + ", it is "
              + before.map(ModelController::tag).orElse("absent")
              + ".");
    }
    if (!force) {
      before.ifPresent(row -> refuseBroken(row, model));
    }
    ModelRow row = registry.putModel(model, clock.instant());
    if (before.map(ModelRow::revision).filter(seen -> seen == row.revision()).isEmpty()) {
      registry.gatewaysOf(id).forEach(each -> messages.publish(new Message.RegistryChanged(each)));
    }
    return document(before.isPresent() ? HttpStatus.OK : HttpStatus.CREATED, row);
  }

  private static void refuseBroken(ModelRow row, ThingModel model) {
    ThingModel before = ThingModel.read(Json.parse("model", row.document()));
    List<String> broken = Compatibility.broken(before, model);
    if (!broken.isEmpty() && !Compatibility.isMajor(before, model)) {
      throw Problems.conflict(
          "The model breaks what follows version "
              + before.version()
              + ": "
              + String.join("; ", broken)
              + ". Give it a new major version in version.model, or ask with ?force=true.");
    }
  }

  private static ResponseEntity<String> document(HttpStatus status, ModelRow row) {
    return ResponseEntity.status(status)
        .eTag(tag(row))
        .contentType(MediaType.APPLICATION_JSON)
        .body(row.document());
  }

  private static String tag(ModelRow row) {
    return "\"" + row.revision() + "\"";
  }
}
