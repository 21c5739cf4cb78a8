package io.fieldway.wire.model;

import io.fieldway.wire.Json;
import io.fieldway.wire.model.ThingModel.ActionAffordance;
import io.fieldway.wire.model.ThingModel.PropertyAffordance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Whether what fitted a model fits its successor: every value that was good is still good and
/// means the same.
public final class Compatibility {
  /// Lower bounds of a schema: a higher one takes values away.
  private static final List<String> LOWER =
      List.of("minimum", "exclusiveMinimum", "minLength", "minItems");

  /// Upper bounds: a lower one does.
  private static final List<String> UPPER =
      List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems");

  /// Where any other value may take some away.
  private static final List<String> FIXED =
      List.of("pattern", "format", "const", "multipleOf", "contentEncoding");

  private Compatibility() {}

  /// What of a model its successor breaks, each in one sentence; empty where it breaks nothing.
  public static List<String> broken(ThingModel before, ThingModel after) {
    List<String> broken = new ArrayList<>();
    before
        .properties()
        .forEach((name, property) -> {
          PropertyAffordance next = after.properties().get(name);
          if (next == null) {
            broken.add("the property " + name + " is gone");
          } else {
            property(property, next, broken);
          }
        });
    before
        .actions()
        .forEach((name, action) -> {
          ActionAffordance next = after.actions().get(name);
          if (next == null) {
            broken.add("the action " + name + " is gone");
          } else {
            action(action, next, broken);
          }
        });
    return List.copyOf(broken);
  }

  /// Whether the versions say that the successor may break what was: the first number has risen.
  public static boolean isMajor(ThingModel before, ThingModel after) {
    return major(after.version()) > major(before.version());
  }

  private static void property(
      PropertyAffordance before, PropertyAffordance after, List<String> broken) {
    String what = "the property " + before.name();
    if (!before.unit().equals(after.unit())) {
      broken.add(
          what
              + " changes its unit from "
              + Json.brief(before.unit())
              + " to "
              + Json.brief(after.unit()));
    }
    if (!before.isReadOnly() && after.isReadOnly()) {
      broken.add(what + " becomes read-only");
    }
    schema(what, before.document(), after.document(), broken);
  }

  private static void action(ActionAffordance before, ActionAffordance after, List<String> broken) {
    String what = "the input of " + before.name();
    Optional<DataSchema> next = after.input();
    if (before.input().isPresent() && next.isEmpty()) {
      broken.add(what + " is gone");
    }
    if (before.input().isEmpty() && next.isPresent()) {
      schema(what, Json.object(), next.get().document(), broken);
    }
    if (before.input().isPresent() && next.isPresent()) {
      schema(what, before.input().get().document(), next.get().document(), broken);
    }
  }

  private static void schema(String what, JsonNode before, JsonNode after, List<String> broken) {
    type(what, before, after, broken);
    LOWER.forEach(word -> bound(what, word, before, after, 1, broken));
    UPPER.forEach(word -> bound(what, word, before, after, -1, broken));
    for (String word : FIXED) {
      if (after.has(word) && !after.path(word).equals(before.path(word))) {
        broken.add(what + " changes its " + word);
      }
    }
    choices(what, before, after, broken);
    for (JsonNode each : after.path("required")) {
      if (!contains(before.path("required"), each)) {
        broken.add(what + " requires " + Json.brief(each));
      }
    }
    members(what, before, after, broken);
  }

  private static void type(String what, JsonNode before, JsonNode after, List<String> broken) {
    Set<String> was = types(before);
    Set<String> is = types(after);
    if (is.contains("number")) {
      is.add("integer");
    }
    if (!is.isEmpty() && (was.isEmpty() || !is.containsAll(was))) {
      broken.add(
          what
              + " changes its type from "
              + brief(before.path("type"))
              + " to "
              + brief(after.path("type")));
    }
  }

  /// @param sign 1 where more is narrower
  private static void bound(
      String what, String word, JsonNode before, JsonNode after, int sign, List<String> broken) {
    if (!after.path(word).isNumber()) {
      return;
    }
    BigDecimal is = after.path(word).decimalValue();
    boolean narrower =
        !before.path(word).isNumber() || is.compareTo(before.path(word).decimalValue()) * sign > 0;
    if (narrower) {
      broken.add(what + " narrows its " + word + " to " + is.toPlainString());
    }
  }

  private static void choices(String what, JsonNode before, JsonNode after, List<String> broken) {
    if (!after.path("enum").isArray()) {
      return;
    }
    if (!before.path("enum").isArray()) {
      broken.add(what + " takes only some values");
      return;
    }
    for (JsonNode each : before.path("enum")) {
      if (!contains(after.path("enum"), each)) {
        broken.add(what + " takes " + Json.brief(each) + " no more");
      }
    }
  }

  private static void members(String what, JsonNode before, JsonNode after, List<String> broken) {
    before
        .path("properties")
        .properties()
        .forEach(each -> {
          JsonNode next = after.path("properties").path(each.getKey());
          if (next.isMissingNode()) {
            broken.add(what + " has no " + each.getKey() + " any more");
          } else {
            schema(what + ", " + each.getKey(), each.getValue(), next, broken);
          }
        });
    if (before.path("items").isObject() && after.path("items").isObject()) {
      schema(what + ", each", before.path("items"), after.path("items"), broken);
    }
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new HashSet<>();
    JsonNode type = schema.path("type");
    if (type.isString()) {
      types.add(type.stringValue());
    }
    type.forEach(each -> types.add(each.isString() ? each.stringValue() : ""));
    return types;
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (JsonNode each : list) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static String brief(JsonNode node) {
    return node.isMissingNode() ? "any" : Json.brief(node);
  }

  private static int major(String version) {
    String first = version.split("\\.", 2)[0];
    return first.matches("[0-9]{1,9}") ? Integer.parseInt(first) : 0;
  }
}
