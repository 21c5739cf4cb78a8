package io.fieldway.gateway.adapt;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel.ActionAffordance;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// How one action reaches the device: the `fw:map` of its affordance.
///
/// @param send the device's own name of the action
/// @param input the model's field → the device's; a field that is not named goes as it is
record ActionMapping(String send, Map<String, FieldMapping> input) {
  /// One field of the input.
  record FieldMapping(String to, Conversion conversion) {}

  static ActionMapping of(ActionAffordance action) {
    Fields affordance = Fields.of("model.actions." + action.name(), action.document());
    if (!affordance.has(Adaptation.EXTENSION)) {
      return new ActionMapping(action.name(), Map.of());
    }
    Fields map = affordance.object(Adaptation.EXTENSION);
    Map<String, FieldMapping> input = new LinkedHashMap<>();
    if (map.has("input")) {
      Fields fields = map.object("input");
      for (Map.Entry<String, JsonNode> each : map.tree("input").properties()) {
        Fields field = fields.object(each.getKey());
        input.put(
            each.getKey(),
            new FieldMapping(
                field.optionalText("to", Ids.MAX_LENGTH).orElse(each.getKey()),
                Conversion.read(field)));
      }
    }
    return new ActionMapping(
        map.has("send") ? Ids.read(map, "send") : action.name(), Map.copyOf(input));
  }

  JsonNode apply(JsonNode given) {
    if (input.isEmpty() || !given.isObject()) {
      return given;
    }
    ObjectNode mapped = Json.object();
    for (Map.Entry<String, JsonNode> each : given.properties()) {
      FieldMapping field = input.get(each.getKey());
      if (field == null) {
        mapped.set(each.getKey(), each.getValue());
      } else {
        mapped.set(field.to, field.conversion.apply(each.getValue()));
      }
    }
    return mapped;
  }
}
