package io.fieldway.wire;

import java.time.Instant;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Text to tree and back. Numbers keep their digits, trailing characters are refused, and nesting
/// is bounded ([#MAX_DEPTH]) so that a hostile line cannot exhaust the stack.
public final class Json {
  /// Deepest nesting of arrays and objects; deeper input is [MalformedException].
  public static final int MAX_DEPTH = 64;

  private static final int BRIEF = 60;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  /// Parses one JSON text.
  ///
  /// @param where what is being read, for the error, such as `device line`
  /// @throws MalformedException where the text is not exactly one JSON value
  public static JsonNode parse(String where, String text) {
    try {
      JsonNode tree = MAPPER.readTree(text);
      if (tree.isMissingNode()) {
        throw new MalformedException(where, "JSON", "nothing");
      }
      return tree;
    } catch (JacksonException e) {
      throw new MalformedException(where, "JSON", e.getOriginalMessage());
    }
  }

  /// The tree as one line of JSON, without spaces.
  public static String write(JsonNode tree) {
    return MAPPER.writeValueAsString(tree);
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /// A time as the protocols write it: RFC 3339 in UTC.
  public static String time(Instant instant) {
    return instant.toString();
  }

  /// The beginning of a text for an error message, quoted.
  public static String brief(String text) {
    return text.length() <= BRIEF ? '"' + text + '"' : '"' + text.substring(0, BRIEF) + "…\"";
  }

  /// The kind and beginning of a tree for an error message.
  public static String brief(JsonNode tree) {
    if (tree.isMissingNode()) {
      return "nothing";
    }
    String text = write(tree);
    return text.length() <= BRIEF ? text : text.substring(0, BRIEF) + "…";
  }
}
