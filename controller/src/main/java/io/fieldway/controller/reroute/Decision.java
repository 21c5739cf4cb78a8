package io.fieldway.controller.reroute;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a controller has decided: a line of its journal, written before anybody hears of it.
public sealed interface Decision {
  /// The word in the field `is`.
  String word();

  /// The decision as a JSON object.
  JsonNode json();

  /// The controller asks to act in a term.
  record Claimed(long term) implements Decision {
    @Override
    public String word() {
      return "claimed";
    }

    @Override
    public JsonNode json() {
      return Json.object().put("is", word()).put("term", term);
    }
  }

  /// A node belongs to the mesh, whether or not it is heard.
  record Known(String node) implements Decision {
    @Override
    public String word() {
      return "known";
    }

    @Override
    public JsonNode json() {
      return Json.object().put("is", word()).put("node", node);
    }
  }

  /// A substitute stands in for a node.
  ///
  /// @param address the substitute's link address
  /// @param why for people: `strong`, `weak 0.42` and the like
  record Armed(long number, String node, String substitute, String address, String why)
      implements Decision {
    @Override
    public String word() {
      return "armed";
    }

    @Override
    public JsonNode json() {
      return tree(word(), number, node)
          .put("substitute", substitute)
          .put("address", address)
          .put("why", why);
    }
  }

  /// Nobody stands in for a node any more.
  record Disarmed(long number, String node, String why) implements Decision {
    @Override
    public String word() {
      return "disarmed";
    }

    @Override
    public JsonNode json() {
      return tree(word(), number, node).put("why", why);
    }
  }

  /// A node is dead by two witnesses, and the substitute carries it on.
  record Died(long number, String node, String substitute, String why) implements Decision {
    @Override
    public String word() {
      return "died";
    }

    @Override
    public JsonNode json() {
      return tree(word(), number, node).put("substitute", substitute).put("why", why);
    }
  }

  /// A node hands over to its substitute, because somebody wants it so.
  ///
  /// @param epoch of the node when it was told: with a higher one it has come back
  record Drained(long number, String node, String substitute, long epoch) implements Decision {
    @Override
    public String word() {
      return "drained";
    }

    @Override
    public JsonNode json() {
      return tree(word(), number, node).put("substitute", substitute).put("epoch", epoch);
    }
  }

  /// A node that had died or was drained serves its own again.
  record Returned(long number, String node) implements Decision {
    @Override
    public String word() {
      return "returned";
    }

    @Override
    public JsonNode json() {
      return tree(word(), number, node);
    }
  }

  /// Numbers up to this one are used.
  record Counted(long number) implements Decision {
    @Override
    public String word() {
      return "counted";
    }

    @Override
    public JsonNode json() {
      return Json.object().put("is", word()).put("number", number);
    }
  }

  /// Reads what [#json] wrote.
  ///
  /// @throws MalformedException where it is no decision
  static Decision read(JsonNode tree) {
    Fields fields = Fields.of("decision", tree);
    return switch (fields.text("is", 20)) {
      case "claimed" -> new Claimed(fields.whole("term", 1, Long.MAX_VALUE));
      case "known" -> new Known(name(fields, "node"));
      case "armed" ->
          new Armed(
              fields.count("number"),
              name(fields, "node"),
              name(fields, "substitute"),
              fields.text("address", 300),
              fields.text("why", 1_000));
      case "disarmed" ->
          new Disarmed(
              fields.count("number"), name(fields, "node"), fields.text("why", Integer.MAX_VALUE));
      case "died" ->
          new Died(
              fields.count("number"),
              name(fields, "node"),
              name(fields, "substitute"),
              fields.text("why", 1_000));
      case "drained" ->
          new Drained(
              fields.count("number"),
              name(fields, "node"),
              name(fields, "substitute"),
              fields.count("epoch"));
      case "counted" -> new Counted(fields.count("number"));
      case "returned" -> new Returned(fields.count("number"), name(fields, "node"));
      default ->
          throw fields.refused(
              "is", "one of claimed, known, armed, disarmed, died, drained, returned, counted");
    };
  }

  private static String name(Fields fields, String field) {
    return fields.text(field, 64);
  }

  private static ObjectNode tree(String word, long number, String node) {
    return Json.object().put("is", word).put("number", number).put("node", node);
  }
}
