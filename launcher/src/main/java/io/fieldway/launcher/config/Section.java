package io.fieldway.launcher.config;

import io.fieldway.wire.config.Key;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The keys of a configuration record.
record Section(Class<?> type, List<Entry> entries) {

  /// What stands under a key.
  enum Form {
    VALUE,
    OPTIONAL,
    VALUES,
    SECTION,
    SECTIONS
  }

  /// One key.
  ///
  /// @param type of the value, or of what is in the optional or the list
  record Entry(String name, Key key, RecordComponent component, Form form, Class<?> type) {
    /// What the record has under the key.
    Object value(Object holder) {
      try {
        Object value = component.getAccessor().invoke(holder);
        if (value != null) {
          return value;
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(component + " cannot be read", e);
      }
      throw new IllegalStateException(component + " has no value");
    }
  }

  static boolean isSection(Class<?> type) {
    return type.isRecord()
        && Arrays.stream(type.getRecordComponents())
            .anyMatch(each -> each.getAnnotation(Key.class) != null);
  }

  static Section of(Class<?> type) {
    return new Section(
        type, Arrays.stream(type.getRecordComponents()).map(Section::entry).toList());
  }

  Optional<Entry> entry(String name) {
    return entries.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// A record of these values, in the order of the keys.
  Object make(List<Object> values) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(type + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  /// What an entry of a list of these has where the file is silent: the record's own `defaults()`.
  Object defaults() {
    try {
      @Nullable Object defaults = type.getMethod("defaults").invoke(null);
      if (defaults != null) {
        return defaults;
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no public static defaults()", e);
    }
    throw new IllegalStateException("the defaults of " + type + " are missing");
  }

  private static Entry entry(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalStateException(
          component.getName() + " of " + component.getDeclaringRecord() + " has no @Key");
    }
    Class<?> whole = component.getType();
    Class<?> inner = whole == List.class || whole == Optional.class ? inner(component) : whole;
    Form form =
        whole == Optional.class
            ? Form.OPTIONAL
            : whole == List.class
                ? (isSection(inner) ? Form.SECTIONS : Form.VALUES)
                : isSection(inner) ? Form.SECTION : Form.VALUE;
    return new Entry(kebab(component.getName()), key, component, form, inner);
  }

  private static Class<?> inner(RecordComponent component) {
    Type generic = component.getGenericType();
    if (generic instanceof ParameterizedType parameterized
        && parameterized.getActualTypeArguments()[0] instanceof Class<?> inner) {
      return inner;
    }
    throw new IllegalStateException(component + " is a list or optional of no plain type");
  }

  /// `maximumQueuedBytes` as `maximum-queued-bytes`.
  private static String kebab(String name) {
    return Values.kebab(name.replaceAll("([A-Z])", "_$1"));
  }
}
