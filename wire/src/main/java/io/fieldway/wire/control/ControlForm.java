package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// The forms that several messages of this package share.
final class ControlForm {
  /// Longest name of a node, a mesh or a controller, in characters.
  static final int MAX_NAME = 64;

  /// Longest address, in characters.
  static final int MAX_ADDRESS = 300;

  /// Longest reason, in characters; a longer one is cut when it is written.
  static final int MAX_WHY = 1_000;

  private ControlForm() {}

  static String name(Fields fields, String field) {
    return fields.text(field, MAX_NAME);
  }

  static String why(String text) {
    return text.length() <= MAX_WHY ? text : text.substring(0, MAX_WHY - 1) + "…";
  }

  /// A text that may be empty or absent, which are the same.
  static String textOrEmpty(Fields fields, String field, int maxLength) {
    JsonNode tree = fields.tree(field);
    return tree.isMissingNode() || (tree.isString() && tree.stringValue().isEmpty())
        ? ""
        : fields.text(field, maxLength);
  }

  /// The texts of an array field, none of them empty; empty where the field is absent.
  static List<String> texts(Fields fields, String field, int maxSize, int maxLength) {
    JsonNode tree = fields.tree(field);
    if (tree.isMissingNode()) {
      return List.of();
    }
    if (!tree.isArray()) {
      throw fields.refused(field, "an array");
    }
    requireSize(fields, field, tree.size(), maxSize);
    List<String> all = new ArrayList<>(tree.size());
    for (int i = 0; i < tree.size(); i++) {
      JsonNode each = tree.get(i);
      if (!each.isString()
          || each.stringValue().isEmpty()
          || each.stringValue().length() > maxLength) {
        throw new MalformedException(
            fields.path(field) + "[" + i + "]",
            "a text of 1 to " + maxLength + " characters",
            Json.brief(each));
      }
      all.add(each.stringValue());
    }
    return all;
  }

  /// An object of counts by name; empty where the field is absent.
  static Map<String, Long> counts(Fields fields, String field, int maxSize) {
    if (fields.tree(field).isMissingNode()) {
      return Map.of();
    }
    Fields object = fields.object(field);
    requireSize(fields, field, fields.tree(field).size(), maxSize);
    Map<String, Long> all = new LinkedHashMap<>();
    for (String name : fields.tree(field).propertyNames()) {
      if (name.isEmpty() || name.length() > MAX_NAME) {
        throw new MalformedException(
            fields.path(field), "names of 1 to " + MAX_NAME + " characters", Json.brief(name));
      }
      all.put(name, object.count(name));
    }
    return all;
  }

  static ArrayNode array(List<String> texts) {
    ArrayNode tree = Json.array();
    texts.forEach(tree::add);
    return tree;
  }

  private static void requireSize(Fields fields, String field, int size, int maxSize) {
    if (size > maxSize) {
      throw new MalformedException(
          fields.path(field), "at most " + maxSize + " entries", size + " entries");
    }
  }
}
