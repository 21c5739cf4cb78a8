package io.fieldway.node.packet;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The properties of a packet, in the order in which they were given (MQTT 5 §2.2.2). Immutable. A
/// number is a `Long`, a text a `String`, binary data `Bytes`, a pair a [UserProperty].
public final class Properties {
  public static final Properties NONE = new Properties(List.of());

  private record Entry(Property property, Object value) {}

  private final List<Entry> entries;

  private Properties(List<Entry> entries) {
    this.entries = entries;
  }

  public static Builder builder() {
    return new Builder(new ArrayList<>());
  }

  /// Properties of one text.
  public static Properties of(Property property, String text) {
    return builder().put(property, text).build();
  }

  /// Properties of one number.
  public static Properties of(Property property, long number) {
    return builder().put(property, number).build();
  }

  /// These properties to be added to.
  public Builder toBuilder() {
    return new Builder(new ArrayList<>(entries));
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  public boolean has(Property property) {
    return first(property) != null;
  }

  /// The number of a property, or another where it does not stand.
  public long number(Property property, long otherwise) {
    return first(property) instanceof Long number ? number : otherwise;
  }

  public Optional<String> text(Property property) {
    return first(property) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  public Optional<Bytes> binary(Property property) {
    return first(property) instanceof Bytes bytes ? Optional.of(bytes) : Optional.empty();
  }

  /// All values of a property, in their order.
  public List<Object> all(Property property) {
    return entries.stream().filter(entry -> entry.property == property).map(Entry::value).toList();
  }

  public List<UserProperty> userProperties() {
    return all(Property.USER_PROPERTY).stream().map(UserProperty.class::cast).toList();
  }

  /// Calls for every property in order.
  public void forEach(BiConsumer<Property, Object> action) {
    for (int i = 0; i < entries.size(); i++) {
      action.accept(entries.get(i).property, entries.get(i).value);
    }
  }

  private @Nullable Object first(Property property) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).property == property) {
        return entries.get(i).value;
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Properties that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /// The names only: values do not belong in logs.
  @Override
  public String toString() {
    return entries.stream().map(Entry::property).toList().toString();
  }

  /// Gathers properties. A property that may stand once is replaced when it is put again.
  public static final class Builder {
    private final List<Entry> entries;

    private Builder(List<Entry> entries) {
      this.entries = entries;
    }

    /// Puts a number of the kinds BYTE to VARIABLE_BYTES.
    @CanIgnoreReturnValue
    public Builder put(Property property, long number) {
      return add(property, number);
    }

    @CanIgnoreReturnValue
    public Builder put(Property property, String text) {
      return add(property, text);
    }

    @CanIgnoreReturnValue
    public Builder put(Property property, Bytes binary) {
      return add(property, binary);
    }

    @CanIgnoreReturnValue
    public Builder user(String name, String value) {
      return add(Property.USER_PROPERTY, new UserProperty(name, value));
    }

    @CanIgnoreReturnValue
    public Builder remove(Property property) {
      entries.removeIf(entry -> entry.property == property);
      return this;
    }

    private Builder add(Property property, Object value) {
      if (!property.isRepeatable()) {
        remove(property);
      }
      entries.add(new Entry(property, value));
      return this;
    }

    public Properties build() {
      return entries.isEmpty() ? NONE : new Properties(List.copyOf(entries));
    }
  }
}
