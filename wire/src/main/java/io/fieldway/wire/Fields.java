package io.fieldway.wire;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// Reads the fields of one JSON object; every refusal names the path, what was expected and what
/// came. Unknown fields are left alone, so that a newer peer can say more.
public final class Fields {
  private final String where;
  private final JsonNode object;

  private Fields(String where, JsonNode object) {
    this.where = where;
    this.object = object;
  }

  /// Opens an object for reading.
  ///
  /// @throws MalformedException where the tree is not an object
  public static Fields of(String where, JsonNode tree) {
    if (!tree.isObject()) {
      throw new MalformedException(where, "an object", Json.brief(tree));
    }
    return new Fields(where, tree);
  }

  public boolean has(String name) {
    return object.hasNonNull(name);
  }

  /// The field as it is; a missing node where it is absent.
  public JsonNode tree(String name) {
    return object.path(name);
  }

  /// A text of 1 to `maxLength` characters.
  public String text(String name, int maxLength) {
    JsonNode node = object.path(name);
    if (!node.isString() || node.stringValue().isEmpty()) {
      throw refused(name, "a text");
    }
    if (node.stringValue().length() > maxLength) {
      throw refused(name, "at most " + maxLength + " characters");
    }
    return node.stringValue();
  }

  public Optional<String> optionalText(String name, int maxLength) {
    return has(name) ? Optional.of(text(name, maxLength)) : Optional.empty();
  }

  /// A whole number between `min` and `max`.
  public long whole(String name, long min, long max) {
    JsonNode node = object.path(name);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw refused(name, "a whole number");
    }
    long value = node.longValue();
    if (value < min || value > max) {
      throw refused(name, "a whole number from " + min + " to " + max);
    }
    return value;
  }

  /// A whole number of at least zero.
  public long count(String name) {
    return whole(name, 0, Long.MAX_VALUE);
  }

  public boolean truth(String name) {
    JsonNode node = object.path(name);
    if (!node.isBoolean()) {
      throw refused(name, "true or false");
    }
    return node.booleanValue();
  }

  /// A time in RFC 3339, such as `2026-11-21T08:30:00Z`.
  public Instant time(String name) {
    String text = text(name, 40);
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw refused(name, "a time such as 2026-11-21T08:30:00Z");
    }
  }

  public Optional<Instant> optionalTime(String name) {
    return has(name) ? Optional.of(time(name)) : Optional.empty();
  }

  /// One of an enum's words, as `toWord` writes them.
  public <E extends Enum<E>> E word(String name, Class<E> type, Function<E, String> toWord) {
    JsonNode node = object.path(name);
    E[] all = type.getEnumConstants();
    List<String> words = new ArrayList<>(all.length);
    for (E constant : all) {
      String word = toWord.apply(constant);
      if (node.isString() && word.equals(node.stringValue())) {
        return constant;
      }
      words.add(word);
    }
    throw refused(name, "one of " + String.join(", ", words));
  }

  public Fields object(String name) {
    return of(path(name), object.path(name));
  }

  /// The objects of an array field; empty where the field is absent.
  public List<Fields> objects(String name, int maxSize) {
    JsonNode node = object.path(name);
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw refused(name, "an array");
    }
    if (node.size() > maxSize) {
      throw new MalformedException(
          path(name), "at most " + maxSize + " entries", node.size() + " entries");
    }
    List<Fields> all = new ArrayList<>(node.size());
    for (int i = 0; i < node.size(); i++) {
      all.add(of(path(name) + "[" + i + "]", node.get(i)));
    }
    return all;
  }

  /// The path of a field, for an error: `reading.values`.
  public String path(String name) {
    return where + "." + name;
  }

  /// The refusal of a field's value.
  public MalformedException refused(String name, String expected) {
    return new MalformedException(path(name), expected, Json.brief(object.path(name)));
  }
}
