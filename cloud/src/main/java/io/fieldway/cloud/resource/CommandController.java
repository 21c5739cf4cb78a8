package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.CommandRow;
import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.model.ThingModel.ActionAffordance;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Orders to devices and what became of them.
@RestController
@RequestMapping("/api")
class CommandController {
  private final ResourceConfig config;
  private final SqlRegistry registry;
  private final SqlCommands commands;
  private final Messages messages;
  private final Feed feed;
  private final Clock clock;

  /// The body of an order.
  record Order(
      @Schema(implementation = Object.class) JsonNode input, Instant deadline, String expiresIn) {}

  CommandController(
      ResourceConfig config,
      SqlRegistry registry,
      SqlCommands commands,
      Messages messages,
      Feed feed,
      Clock clock) {
    this.config = config;
    this.registry = registry;
    this.commands = commands;
    this.messages = messages;
    this.feed = feed;
    this.clock = clock;
  }

  /// Orders a device to act; the answer comes when the order is stored, not when it is done.
  @PostMapping("/devices/{id}/actions/{action}")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ResponseEntity<Views.Command> order(
      @PathVariable String id,
      @PathVariable String action,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = Order.class)))
          @RequestBody(required = false)
          Optional<JsonNode> body) {
    DeviceRow device = device(id);
    Fields order = Fields.of("order", body.orElseGet(Json::object));
    JsonNode input = order.has("input") ? order.tree("input") : Json.object();
    check(device, action, input);
    Instant now = clock.instant();
    CommandRow command =
        new CommandRow(
            UUID.randomUUID().toString(),
            device.id(),
            device.gateway(),
            action,
            input,
            Lives.deadline(order, now, config),
            CommandState.STORED,
            now,
            Optional.empty(),
            Json.object(),
            now);
    commands.create(command);
    feed.publish(FeedEvent.of(command));
    messages.publish(new Message.CommandWaiting(device.gateway()));
    return ResponseEntity.accepted()
        .location(URI.create("/api/commands/" + command.id()))
        .body(view(command));
  }

  @GetMapping("/commands/{id}")
  Views.Command one(@PathVariable String id) {
    return commands
        .find(id)
        .map(this::view)
        .orElseThrow(() -> Problems.notFound("There is no command " + id + "."));
  }

  /// The newest orders to a device.
  @GetMapping("/devices/{id}/commands")
  List<Views.Command> ofDevice(@PathVariable String id) {
    return commands.ofDevice(device(id).id(), config.listed()).stream().map(this::view).toList();
  }

  private DeviceRow device(String id) {
    return registry
        .device(id)
        .orElseThrow(() -> Problems.notFound("There is no device " + id + "."));
  }

  private void check(DeviceRow device, String action, JsonNode input) {
    ThingModel model =
        ThingModel.read(
            Json.parse("model", registry.model(device.model()).orElseThrow().document()));
    ActionAffordance affordance = model.actions().get(action);
    if (affordance == null) {
      throw Problems.notFound(
          "The model "
              + model.id()
              + " has no action "
              + action
              + "; it has "
              + (model.actions().isEmpty() ? "none" : String.join(", ", model.actions().keySet()))
              + ".");
    }
    Optional<String> refusal = affordance.refusal(input);
    if (refusal.isPresent()) {
      throw Problems.unprocessable("order.input: " + refusal.get() + ", got " + Json.brief(input));
    }
  }

  private Views.Command view(CommandRow row) {
    return Views.Command.of(row, commands.steps(row.id()));
  }
}
