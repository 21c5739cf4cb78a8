package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Records as JSON: a component is a member of its name, an empty optional none; so are the entries
/// of a map.
final class JsonTree {
  private JsonTree() {}

  static ObjectNode of(Record record) {
    ObjectNode object = Json.object();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      @Var Object value = valueOf(component, record);
      if (value instanceof Optional<?> optional) {
        value = optional.orElse(null);
      }
      if (value != null) {
        object.set(component.getName(), of(value));
      }
    }
    return object;
  }

  static ArrayNode of(List<?> values) {
    ArrayNode array = Json.array();
    values.forEach(value -> array.add(of(value)));
    return array;
  }

  private static ObjectNode of(Map<?, ?> map) {
    ObjectNode object = Json.object();
    map.forEach((key, value) -> object.set(of((Object) key).asString(), of((Object) value)));
    return object;
  }

  private static JsonNode of(Object value) {
    return switch (value) {
      case Record record -> of(record);
      case List<?> list -> of(list);
      case Map<?, ?> map -> of(map);
      case Boolean flag -> JsonNodeFactory.instance.booleanNode(flag);
      case Integer number -> JsonNodeFactory.instance.numberNode(number);
      case Long number -> JsonNodeFactory.instance.numberNode(number);
      case Double number -> JsonNodeFactory.instance.numberNode(number);
      case Enum<?> word ->
          JsonNodeFactory.instance.stringNode(word.name().toLowerCase(Locale.ROOT));
      default -> JsonNodeFactory.instance.stringNode(value.toString());
    };
  }

  private static @Nullable Object valueOf(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a component of a record cannot be read", e);
    }
  }
}
