package io.fieldway.gateway.adapt;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What is done to one value: a word for a word, or `raw * scale + offset`. A value it does not fit
/// stays as it came, for the model to judge. Decimal, so that 215 tenths are 21.5 and nothing else.
///
/// @param words the device's word → the model's value
record Conversion(Optional<Line> line, Map<String, JsonNode> words) {
  static final Conversion NONE = new Conversion(Optional.empty(), Map.of());

  /// Most words of one mapping.
  static final int MAX_WORDS = 256;

  /// A straight line.
  record Line(BigDecimal scale, BigDecimal offset) {
    JsonNode apply(JsonNode raw) {
      if (!raw.isNumber() || !Double.isFinite(raw.doubleValue())) {
        return raw;
      }
      BigDecimal value = BigDecimal.valueOf(raw.doubleValue()).multiply(scale).add(offset);
      return JsonNodeFactory.instance.numberNode(value.doubleValue());
    }
  }

  Conversion(Optional<Line> line, Map<String, JsonNode> words) {
    this.line = line;
    this.words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
  }

  static Conversion read(Fields fields) {
    Optional<Line> line =
        fields.has("scale") || fields.has("offset")
            ? Optional.of(new Line(number(fields, "scale", 1), number(fields, "offset", 0)))
            : Optional.empty();
    Map<String, JsonNode> words = new LinkedHashMap<>();
    if (fields.has("words")) {
      JsonNode tree = fields.tree("words");
      if (!tree.isObject() || tree.size() > MAX_WORDS) {
        throw fields.refused("words", "an object of at most " + MAX_WORDS + " words");
      }
      tree.properties().forEach(each -> words.put(each.getKey(), each.getValue()));
    }
    return new Conversion(line, words);
  }

  JsonNode apply(JsonNode raw) {
    if (!words.isEmpty() && raw.isValueNode()) {
      JsonNode word = words.get(raw.isString() ? raw.stringValue() : Json.write(raw));
      if (word != null) {
        return word;
      }
    }
    return line.isPresent() ? line.get().apply(raw) : raw;
  }

  private static BigDecimal number(Fields fields, String name, long otherwise) {
    if (!fields.has(name)) {
      return BigDecimal.valueOf(otherwise);
    }
    JsonNode node = fields.tree(name);
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw new MalformedException(fields.path(name), "a finite number", Json.brief(node));
    }
    return BigDecimal.valueOf(node.doubleValue());
  }
}
