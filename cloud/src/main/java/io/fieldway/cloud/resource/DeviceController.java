package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.ModelRow;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/api/devices` and a device's registration.
@RestController
@RequestMapping("/api/devices")
class DeviceController {
  private static final int MAX_TITLE = 200;

  private final ResourceConfig config;
  private final SqlRegistry registry;
  private final SqlGateways gateways;
  private final SqlTelemetry telemetry;
  private final Messages messages;
  private final Clock clock;

  /// The body of a registration.
  @Schema(name = "DeviceRegistration")
  record Registration(String title, String gateway, String model) {}

  DeviceController(
      ResourceConfig config,
      SqlRegistry registry,
      SqlGateways gateways,
      SqlTelemetry telemetry,
      Messages messages,
      Clock clock) {
    this.config = config;
    this.registry = registry;
    this.gateways = gateways;
    this.telemetry = telemetry;
    this.messages = messages;
    this.clock = clock;
  }

  /// Every device; the first ones of the list with their last values.
  @GetMapping
  List<Views.DeviceListed> all() {
    Map<String, ThingModel> models = new HashMap<>();
    for (ModelRow each : registry.models()) {
      models.put(each.id(), ThingModel.read(Json.parse("model", each.document())));
    }
    List<DeviceRow> rows = registry.devices();
    List<Views.DeviceListed> listed = new ArrayList<>();
    for (DeviceRow row : rows) {
      listed.add(
          new Views.DeviceListed(
              row.id(),
              row.title(),
              row.gateway(),
              row.model(),
              row.state().word(),
              row.lastSeen(),
              listed.size() < config.listed()
                  ? values(row.id(), Optional.ofNullable(models.get(row.model())))
                  : List.of()));
    }
    return listed;
  }

  @GetMapping("/{id}")
  ResponseEntity<Views.Device> one(@PathVariable String id) {
    DeviceRow row = find(id);
    return ResponseEntity.ok().eTag("\"" + row.revision() + "\"").body(view(row));
  }

  /// Registers a device, or changes its registration, and tells its gateways.
  @PutMapping("/{id}")
  ResponseEntity<Views.Device> put(
      @PathVariable String id,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = Registration.class)))
          @RequestBody
          JsonNode body) {
    Ids.check("device id", id);
    Fields fields = Fields.of("device", body);
    String title = fields.optionalText("title", MAX_TITLE).orElse(id);
    String gateway = Ids.read(fields, "gateway");
    String model = Ids.read(fields, "model");
    if (gateways.find(gateway).isEmpty()) {
      throw Problems.unprocessable(
          "device.gateway: expected a registered gateway, got " + Json.brief(gateway));
    }
    if (registry.model(model).isEmpty()) {
      throw Problems.unprocessable(
          "device.model: expected a stored model, got " + Json.brief(model));
    }
    Optional<DeviceRow> before = registry.device(id);
    DeviceRow row = registry.putDevice(id, title, gateway, model, clock.instant());
    before
        .map(DeviceRow::gateway)
        .filter(former -> !former.equals(gateway))
        .ifPresent(former -> messages.publish(new Message.RegistryChanged(former)));
    messages.publish(new Message.RegistryChanged(gateway));
    return ResponseEntity.status(before.isPresent() ? HttpStatus.OK : HttpStatus.CREATED)
        .eTag("\"" + row.revision() + "\"")
        .body(view(row));
  }

  private DeviceRow find(String id) {
    return registry
        .device(id)
        .orElseThrow(() -> Problems.notFound("There is no device " + id + "."));
  }

  private Views.Device view(DeviceRow row) {
    ModelRow model = registry.model(row.model()).orElseThrow();
    JsonNode document = Json.parse("model", model.document());
    return new Views.Device(
        row.id(),
        row.title(),
        row.gateway(),
        document,
        row.state().word(),
        row.lastSeen(),
        values(row.id(), Optional.of(ThingModel.read(document))));
  }

  private List<Views.LastValue> values(String device, Optional<ThingModel> model) {
    return telemetry.lastValues(device).stream()
        .map(each ->
            new Views.LastValue(
                each.property(),
                model
                    .map(known -> known.properties().get(each.property()))
                    .map(ThingModel.PropertyAffordance::title)
                    .orElse(each.property()),
                each.unit(),
                each.value().json(),
                each.at(),
                each.receivedAt()))
        .toList();
  }
}
