package io.fieldway.cloud.resource;

import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Terms;
import io.fieldway.cloud.database.DeviceRow;
import io.fieldway.cloud.database.ModelRow;
import io.fieldway.cloud.database.Presence;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.QueuePolicy;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.model.ThingModel.ActionAffordance;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/// One order as it was asked for, held against the models of its devices.
final class Orders {
  private final ResourceConfig config;
  private final SqlRegistry registry;
  private final String action;
  private final Fields order;
  private final Instant now;
  private final Map<String, ThingModel> models = new HashMap<>();

  /// @param order with `input`, `policy`, `notBefore` and `deadline` or `expiresIn`, all optional
  Orders(ResourceConfig config, SqlRegistry registry, String action, Fields order, Instant now) {
    this.config = config;
    this.registry = registry;
    this.action = action;
    this.order = order;
    this.now = now;
  }

  /// The command to one device.
  ///
  /// @throws ResponseStatusException where the device or its model will not have it
  /// @throws io.fieldway.wire.MalformedException where the order itself is wrong
  CommandRow command(String device) {
    Optional<Instant> notBefore = Lives.notBefore(order, now);
    Instant deadline = Lives.deadline(order, notBefore, now, config);
    DeviceRow row =
        registry
            .device(device)
            .orElseThrow(() -> Problems.notFound("There is no device " + device + "."));
    ActionAffordance affordance = affordance(row);
    JsonNode input = input();
    Optional<String> refusal = affordance.refusal(input);
    if (refusal.isPresent()) {
      throw Problems.unprocessable("order.input: " + refusal.get() + ", got " + Json.brief(input));
    }
    Terms terms = new Terms(policy(affordance), notBefore, deadline);
    CommandRow command =
        CommandRow.stored(
            UUID.randomUUID().toString(),
            new CommandRow.Target(row.id(), row.gateway(), action, input),
            terms,
            now);
    return terms.policy() == QueuePolicy.NOW_ONLY ? now(command, row, notBefore) : command;
  }

  private static CommandRow now(CommandRow command, DeviceRow device, Optional<Instant> notBefore) {
    if (notBefore.isPresent()) {
      throw Problems.unprocessable(
          "order.notBefore: a command with the policy nowOnly is not held, got " + notBefore.get());
    }
    return device.state() == Presence.ONLINE
        ? command
        : CommandWay.unreachable(
            command, device.id() + " cannot be reached now: it is " + device.state().word());
  }

  private JsonNode input() {
    return order.has("input") ? order.tree("input") : Json.object();
  }

  private QueuePolicy policy(ActionAffordance affordance) {
    List<QueuePolicy> allowed = affordance.policies();
    if (!order.has("policy")) {
      return allowed.getFirst();
    }
    QueuePolicy asked = order.word("policy", QueuePolicy.class, QueuePolicy::word);
    if (!allowed.contains(asked)) {
      throw Problems.unprocessable(
          "order.policy: the model allows "
              + allowed.stream().map(QueuePolicy::word).collect(Collectors.joining(", "))
              + " for "
              + action
              + ", got "
              + asked.word());
    }
    return asked;
  }

  private ActionAffordance affordance(DeviceRow device) {
    ThingModel model = models.computeIfAbsent(device.model(), this::model);
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
    return affordance;
  }

  private ThingModel model(String id) {
    ModelRow row = registry.model(id).orElseThrow();
    return ThingModel.read(Json.parse("model", row.document()));
  }
}
