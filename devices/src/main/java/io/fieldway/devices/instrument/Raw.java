package io.fieldway.devices.instrument;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Values as a cheap instrument gives them: whole numbers, with its noise.
final class Raw {
  private final Map<String, JsonNode> values = new LinkedHashMap<>();
  private final SplittableRandom noise;

  /// @param seed the same seed gives the same noise
  Raw(long seed) {
    this.noise = new SplittableRandom(seed);
  }

  /// A measured value times `factor`, off by up to `noise` counts, within bounds.
  Raw counts(String name, double value, double factor, double error, int least, int most) {
    double off = error == 0 ? 0 : noise.nextDouble(-error, error);
    return whole(name, Math.clamp(Math.round(value * factor + off), least, most));
  }

  Raw whole(String name, long value) {
    values.put(name, JsonNodeFactory.instance.numberNode(value));
    return this;
  }

  Raw text(String name, String value) {
    values.put(name, JsonNodeFactory.instance.stringNode(value));
    return this;
  }

  Map<String, JsonNode> values() {
    return values;
  }

  /// A number from an action's input, within bounds.
  ///
  /// @throws MalformedException where it is absent, not a number or out of bounds
  static double number(JsonNode input, String name, double least, double most) {
    JsonNode node = input.path(name);
    if (!node.isNumber() || node.doubleValue() < least || node.doubleValue() > most) {
      throw new MalformedException(
          name, "a number from " + least + " to " + most, Json.brief(node));
    }
    return node.doubleValue();
  }
}
