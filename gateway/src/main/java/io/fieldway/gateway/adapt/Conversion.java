package io.fieldway.gateway.adapt;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.telemetry.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What is done to one value: a word for a word, or `raw * scale + offset`. A value it does not fit
/// stays as it came, for the model to judge. Decimal, so that 215 tenths are 21.5 and nothing else.
///
/// @param words the device's word → the model's value
record Conversion(Optional<Line> line, Map<String, JsonNode> words) {
  static final Conversion NONE = new Conversion(Optional.empty(), Map.of());

  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,15}");

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

    JsonNode back(JsonNode value) {
      if (!value.isNumber() || scale.signum() == 0) {
        return value;
      }
      double raw =
          BigDecimal.valueOf(value.doubleValue())
              .subtract(offset)
              .divide(scale, MathContext.DECIMAL64)
              .doubleValue();
      return new Value.Numeric(raw).json();
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

  /// The way back: the device's value for a model's one.
  JsonNode back(JsonNode value) {
    for (Map.Entry<String, JsonNode> each : words.entrySet()) {
      if (each.getValue().equals(value)) {
        return wordOf(each.getKey());
      }
    }
    return line.isPresent() ? line.get().back(value) : value;
  }

  /// Words are written as texts; a device that says 1 is told 1.
  private static JsonNode wordOf(String word) {
    return WHOLE.matcher(word).matches()
        ? JsonNodeFactory.instance.numberNode(Long.parseLong(word))
        : JsonNodeFactory.instance.stringNode(word);
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
