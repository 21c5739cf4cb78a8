package io.fieldway.wire.twin;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values in the one form that both sides compare: numbers as doubles, whole ones without a point,
/// members in the order of their names.
public final class TwinJson {
  /// Largest value, in bytes of its JSON.
  public static final int MAX_VALUE_BYTES = 4_096;

  private static final long EXACT = 1L << 53;

  private TwinJson() {}

  /// The value in a field.
  ///
  /// @throws MalformedException where it is `null`, too large, or has a number beyond a double
  static JsonNode plain(Fields fields, String name) {
    return plain(fields.path(name), fields.tree(name));
  }

  /// The value as twins hold it.
  ///
  /// @throws MalformedException where it is `null`, too large, or has a number beyond a double
  public static JsonNode plain(String where, JsonNode tree) {
    if (tree.isNull() || tree.isMissingNode()) {
      throw new MalformedException(where, "a value", "nothing");
    }
    JsonNode plain = form(where, tree);
    if (bytes(plain) > MAX_VALUE_BYTES) {
      throw new MalformedException(
          where, "at most " + MAX_VALUE_BYTES + " bytes of JSON", bytes(plain) + " bytes");
    }
    return plain;
  }

  static int bytes(JsonNode tree) {
    return Json.write(tree).getBytes(StandardCharsets.UTF_8).length;
  }

  private static JsonNode form(String where, JsonNode tree) {
    if (tree.isNumber()) {
      return number(where, tree);
    }
    if (tree.isArray()) {
      ArrayNode all = Json.array();
      tree.forEach(each -> all.add(form(where, each)));
      return all;
    }
    if (tree.isObject()) {
      Map<String, JsonNode> sorted = new TreeMap<>();
      tree.properties().forEach(each -> sorted.put(each.getKey(), form(where, each.getValue())));
      ObjectNode object = Json.object();
      sorted.forEach(object::set);
      return object;
    }
    return tree;
  }

  private static JsonNode number(String where, JsonNode tree) {
    double number = tree.doubleValue();
    if (!Double.isFinite(number)) {
      throw new MalformedException(where, "a number that a double can hold", Json.brief(tree));
    }
    return number == Math.rint(number) && Math.abs(number) < EXACT
        ? JsonNodeFactory.instance.numberNode((long) number)
        : JsonNodeFactory.instance.numberNode(number);
  }
}
