package io.fieldway.wire.telemetry;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What was measured; the four kinds of value that SenML knows (RFC 8428 §4.3).
public sealed interface Value {

  /// A finite number (`v`).
  record Numeric(double number) implements Value {
    public Numeric {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("a measured number is finite, not " + number);
      }
    }
  }

  /// A text (`vs`).
  record Text(String text) implements Value {}

  /// True or false (`vb`).
  record Truth(boolean truth) implements Value {}

  /// Bytes, such as a picture (`vd`).
  record Data(Bytes bytes) implements Value {}

  /// The value of a JSON tree; what SenML cannot say (arrays, objects, null) becomes its JSON text.
  static Value of(JsonNode tree) {
    if (tree.isNumber() && Double.isFinite(tree.doubleValue())) {
      return new Numeric(tree.doubleValue());
    }
    if (tree.isString()) {
      return new Text(tree.stringValue());
    }
    if (tree.isBoolean()) {
      return new Truth(tree.booleanValue());
    }
    return new Text(Json.write(tree));
  }

  /// The value as JSON, as a Thing Model's data schema judges it; bytes are base64url text.
  default JsonNode json() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (this) {
      case Numeric(double number) ->
          number == Math.rint(number) && Math.abs(number) < 1L << 53
              ? nodes.numberNode((long) number)
              : nodes.numberNode(number);
      case Text(String text) -> nodes.stringNode(text);
      case Truth(boolean truth) -> nodes.booleanNode(truth);
      case Data(Bytes bytes) -> nodes.stringNode(bytes.base64Url());
    };
  }
}
