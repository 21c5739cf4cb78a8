package io.fieldway.cloud.resource;

import io.fieldway.cloud.command.CommandGroup;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.SqlCommands;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// One order to many devices, and what became of each.
@RestController
@RequestMapping("/api")
class GroupController {
  private final ResourceConfig config;
  private final SqlRegistry registry;
  private final SqlCommands commands;
  private final Announcement announcement;
  private final Clock clock;

  /// The body of an order to many; besides what an order to one device takes.
  ///
  /// @param devices which devices, each once; or `model`
  /// @param model all devices of this model
  record GroupOrder(
      List<String> devices,
      String model,
      String action,
      @Schema(implementation = Object.class) JsonNode input,
      String policy,
      Instant notBefore,
      Instant deadline,
      String expiresIn) {
    GroupOrder(
        List<String> devices,
        String model,
        String action,
        JsonNode input,
        String policy,
        Instant notBefore,
        Instant deadline,
        String expiresIn) {
      this.devices = List.copyOf(devices);
      this.model = model;
      this.action = action;
      this.input = input;
      this.policy = policy;
      this.notBefore = notBefore;
      this.deadline = deadline;
      this.expiresIn = expiresIn;
    }
  }

  GroupController(
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

  /// Orders many devices to act: all that will have it are stored together, and for each of the
  /// others the answer says why not.
  @PostMapping("/commands")
  @ResponseStatus(HttpStatus.ACCEPTED)
  ResponseEntity<Views.Group> order(
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = GroupOrder.class)))
          @RequestBody
          JsonNode body) {
    Fields order = Fields.of("order", body);
    String action = Ids.read(order, "action");
    Set<String> devices = devices(order);
    Instant now = clock.instant();
    Orders orders = new Orders(config, registry, action, order, now);
    String id = UUID.randomUUID().toString();
    List<CommandRow> rows = new ArrayList<>();
    ArrayNode refused = Json.array();
    for (String device : devices) {
      try {
        rows.add(orders.command(device).in(id));
      } catch (ResponseStatusException e) {
        ProblemDetail problem = e.getBody();
        refused
            .addObject()
            .put("device", device)
            .putObject("problem")
            .put("status", problem.getStatus())
            .put("title", problem.getTitle())
            .put("detail", problem.getDetail());
      }
    }
    CommandGroup group = new CommandGroup(id, action, refused, now);
    List<CommandRow> made = announcement.of(commands.create(rows, Optional.of(group)));
    return ResponseEntity.accepted()
        .location(URI.create("/api/command-groups/" + id))
        .body(Views.Group.of(group, made));
  }

  @GetMapping("/command-groups/{id}")
  Views.Group one(@PathVariable String id) {
    return Views.Group.of(find(id), commands.ofGroup(id));
  }

  /// Cancels what of a group can be cancelled; the states tell what could not.
  @PostMapping("/command-groups/{id}/cancel")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Views.Group cancel(@PathVariable String id) {
    find(id);
    Instant now = clock.instant();
    List<String> ids = commands.ofGroup(id).stream().map(CommandRow::id).toList();
    commands
        .change(ids, row -> CommandWay.withdraw(row, CommandController.WITHDRAWN, now))
        .forEach(announcement::of);
    return one(id);
  }

  private CommandGroup find(String id) {
    return commands
        .group(id)
        .orElseThrow(() -> Problems.notFound("There is no group of commands " + id + "."));
  }

  private Set<String> devices(Fields order) {
    if (order.has("devices") == order.has("model")) {
      throw new MalformedException(
          "order", "either devices or model", order.has("model") ? "both" : "none of them");
    }
    Set<String> devices = order.has("model") ? ofModel(Ids.read(order, "model")) : listed(order);
    if (devices.isEmpty() || devices.size() > config.bulkDevices()) {
      throw new MalformedException(
          order.path(order.has("model") ? "model" : "devices"),
          "from 1 to " + config.bulkDevices() + " devices",
          devices.size() + " devices");
    }
    return devices;
  }

  private Set<String> ofModel(String model) {
    if (registry.model(model).isEmpty()) {
      throw Problems.notFound("There is no model " + model + ".");
    }
    Set<String> devices = new LinkedHashSet<>();
    registry.devices().stream()
        .filter(each -> each.model().equals(model))
        .map(DeviceRow::id)
        .forEach(devices::add);
    return devices;
  }

  private Set<String> listed(Fields order) {
    JsonNode list = order.tree("devices");
    if (!list.isArray() || list.size() > config.bulkDevices()) {
      throw order.refused("devices", "an array of at most " + config.bulkDevices() + " ids");
    }
    Set<String> devices = new LinkedHashSet<>();
    for (JsonNode each : list) {
      if (!each.isString() || !devices.add(each.stringValue())) {
        throw new MalformedException(
            order.path("devices"), "ids of devices, each once", Json.brief(each));
      }
    }
    return devices;
  }
}
