package io.fieldway.gateway.adapt;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.fieldway.wire.model.ThingModel.PropertyAffordance;
import io.fieldway.wire.telemetry.Value;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How one property is fed: the `fw:map` of its affordance.
///
/// @param from the name in the device's values
record PropertyMapping(PropertyAffordance property, String from, Conversion conversion) {
  static PropertyMapping of(PropertyAffordance property) {
    Fields affordance = Fields.of("model.properties." + property.name(), property.document());
    if (!affordance.has(Adaptation.EXTENSION)) {
      return new PropertyMapping(property, property.name(), Conversion.NONE);
    }
    Fields map = affordance.object(Adaptation.EXTENSION);
    String from = map.has("from") ? Ids.read(map, "from") : property.name();
    return new PropertyMapping(property, from, Conversion.read(map));
  }

  Value value(JsonNode raw) {
    JsonNode converted = conversion.apply(raw);
    if (property.schema().encodesBytes() && converted.isString()) {
      return bytes(converted.stringValue());
    }
    JsonNode type = property.schema().document().path("type");
    if (type.isString() && "boolean".equals(type.stringValue()) && isBit(converted)) {
      return new Value.Truth(converted.intValue() == 1);
    }
    return Value.of(converted);
  }

  private static boolean isBit(JsonNode node) {
    return node.isNumber() && (node.doubleValue() == 0 || node.doubleValue() == 1);
  }

  private static Value bytes(String base64) {
    try {
      return new Value.Data(Bytes.copyOf(Base64.getDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      return Value.of(JsonNodeFactory.instance.stringNode(base64));
    }
  }
}
