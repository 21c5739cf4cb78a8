package io.fieldway.cloud.resource;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
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
  static final String WITHDRAWN = "cancelled on request";

  private final ResourceConfig config;
  private final SqlRegistry registry;
  private final SqlCommands commands;
  private final Announcement announcement;
  private final Clock clock;

  /// The body of an order.
  ///
  /// @param policy `fifo`, `replace` or `nowOnly`, where the model allows it
  /// @param notBefore until when it is held
  /// @param deadline when it is too late to begin
  /// @param expiresIn the same, counted from `notBefore` or from now, such as `30s`
  record Order(
      @Schema(implementation = Object.class) JsonNode input,
      String policy,
      Instant notBefore,
      Instant deadline,
      String expiresIn) {}

  CommandController(
      ResourceConfig config,
      SqlRegistry registry,
      SqlCommands commands,
      Announcement announcement,
      Clock clock) {
    this.config = config;
    this.registry = registry;
    this.commands = commands;
    this.announcement = announcement;
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
    Fields order = Fields.of("order", body.orElseGet(Json::object));
    Orders orders = new Orders(config, registry, action, order, clock.instant());
    CommandRow command = announcement.of(commands.create(orders.command(id))).getFirst();
    return ResponseEntity.accepted()
        .location(URI.create("/api/commands/" + command.id()))
        .body(view(command));
  }

  @GetMapping("/commands/{id}")
  Views.Command one(@PathVariable String id) {
    return view(find(id));
  }

  /// The newest orders to a device.
  @GetMapping("/devices/{id}/commands")
  List<Views.Command> ofDevice(@PathVariable String id) {
    DeviceRow device =
        registry.device(id).orElseThrow(() -> Problems.notFound("There is no device " + id + "."));
    return commands.ofDevice(device.id(), config.listed()).stream().map(this::view).toList();
  }

  /// Cancels a command: 200 where it is cancelled for certain, 202 where its gateway is asked, 409
  /// where it is too late.
  @PostMapping("/commands/{id}/cancel")
  ResponseEntity<Views.Command> cancel(@PathVariable String id) {
    find(id);
    Instant now = clock.instant();
    commands
        .change(id, row -> CommandWay.withdraw(row, WITHDRAWN, now))
        .ifPresent(announcement::of);
    CommandRow command = find(id);
    return switch (command.state()) {
      case CANCELLED -> ResponseEntity.ok(view(command));
      case ACCEPTED, STORED, AT_GATEWAY -> ResponseEntity.accepted().body(view(command));
      case AT_DEVICE, EXECUTED, FAILED, EXPIRED ->
          throw Problems.conflict(
              "It is too late to cancel the command "
                  + id
                  + ": it is "
                  + command.state().word()
                  + ".");
    };
  }

  /// As `POST …/cancel`.
  @DeleteMapping("/commands/{id}")
  ResponseEntity<Views.Command> delete(@PathVariable String id) {
    return cancel(id);
  }

  private CommandRow find(String id) {
    return commands
        .find(id)
        .orElseThrow(() -> Problems.notFound("There is no command " + id + "."));
  }

  private Views.Command view(CommandRow row) {
    return Views.Command.of(row, commands.steps(row.id()));
  }
}
