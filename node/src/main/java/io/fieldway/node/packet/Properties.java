package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.Var;
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

  /// Reads the properties of a packet, of which MQTT 3.1.1 has none.
  static Properties read(Reader in, Vocabulary vocabulary, Version version)
      throws MalformedPacketException {
    int length = version == Version.MQTT_5 ? in.variableBytes() : 0;
    if (length == 0) {
      return NONE;
    }
    int packetEnd = in.narrow(length);
    List<Entry> entries = new ArrayList<>(4);
    @Var long seen = 0;
    while (!in.isAtEnd()) {
      Property property = Property.read(in, vocabulary);
      long bit = 1L << property.id();
      if ((seen & bit) != 0 && !property.isRepeatable()) {
        throw protocolError("MQTT 5 §2.2.2.2", property + " at most once", "another");
      }
      seen |= bit;
      entries.add(new Entry(property, property.readValue(in)));
    }
    in.widen(packetEnd);
    return new Properties(entries);
  }

  /// Bytes of the properties and of their length.
  int size(Version version) {
    if (version == Version.MQTT_3_1_1) {
      return 0;
    }
    int length = length();
    return Writer.sizeOfVariableBytes(length) + length;
  }

  void write(Writer out, Version version) {
    if (version == Version.MQTT_3_1_1) {
      return;
    }
    // [MQTT-2.2.2-1] No properties are a length of zero.
    out.variableBytes(length());
    for (@Var int i = 0; i < entries.size(); i++) {
      entries.get(i).property.write(out, entries.get(i).value);
    }
  }

  private int length() {
    @Var int length = 0;
    for (@Var int i = 0; i < entries.size(); i++) {
      length += entries.get(i).property.size(entries.get(i).value);
    }
    return length;
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
