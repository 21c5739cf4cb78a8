package io.fieldway.gateway.driver.modbus;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Where a value stands in a device, and how its bits are read. A core without I/O.
///
/// @param address counted from zero
/// @param quantity bits or registers
/// @param mostSignificantByte whether the higher byte of a register comes first
/// @param mostSignificantWord whether the higher of several registers comes first
record Place(
    Entity entity,
    int address,
    int quantity,
    RegisterType type,
    boolean mostSignificantByte,
    boolean mostSignificantWord) {

  /// Behind its last bit or register.
  int end() {
    return address + quantity;
  }

  /// The value in the answer to a request.
  ///
  /// @param data what the device sent for the request
  /// @param first the first bit or register of the request
  JsonNode decode(Bytes data, int first) {
    byte[] all = data.toArray();
    int from = address - first;
    if (entity.isBits()) {
      return JsonNodeFactory.instance.booleanNode((all[from / 8] >> (from % 8) & 1) == 1);
    }
    byte[] own = ordered(Arrays.copyOfRange(all, 2 * from, 2 * (from + quantity)));
    ByteBuffer buffer = ByteBuffer.wrap(own);
    return switch (type) {
      case BOOLEAN -> JsonNodeFactory.instance.booleanNode(buffer.getShort() != 0);
      case FLOAT -> decimal(buffer.getFloat(), Float.toString(buffer.getFloat(0)));
      case DOUBLE -> decimal(buffer.getDouble(), Double.toString(buffer.getDouble(0)));
      case STRING -> JsonNodeFactory.instance.stringNode(text(own));
      case SHORT, INT, LONG ->
          JsonNodeFactory.instance.numberNode(new BigInteger(own).longValueExact());
      case UNSIGNED_SHORT, UNSIGNED_INT ->
          JsonNodeFactory.instance.numberNode(new BigInteger(1, own).longValueExact());
      case UNSIGNED_LONG -> JsonNodeFactory.instance.numberNode(new BigInteger(1, own));
    };
  }

  /// The registers, or the one bit as a byte of 0 or 1, for a value.
  ///
  /// @throws MalformedException where it does not fit
  Bytes encode(JsonNode value) {
    if (entity.isBits() || type == RegisterType.BOOLEAN) {
      int bit = truth(value) ? 1 : 0;
      return Bytes.copyOf(
          entity.isBits() ? new byte[] {(byte) bit} : ordered(new byte[] {0, (byte) bit}));
    }
    if (type == RegisterType.STRING) {
      return Bytes.copyOf(ordered(characters(value)));
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw refused("a number", value);
    }
    ByteBuffer buffer = ByteBuffer.allocate(2 * quantity);
    switch (type) {
      case FLOAT -> buffer.putFloat(value.floatValue());
      case DOUBLE -> buffer.putDouble(value.doubleValue());
      default -> whole(value, buffer);
    }
    return Bytes.copyOf(ordered(buffer.array()));
  }

  private boolean truth(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == 1)) {
      return value.doubleValue() == 1;
    }
    throw refused("true, false, 1 or 0", value);
  }

  private void whole(JsonNode value, ByteBuffer buffer) {
    BigInteger number;
    try {
      number = new BigDecimal(value.asString()).toBigIntegerExact();
    } catch (ArithmeticException e) {
      throw refused("a whole number", value);
    }
    int bits = type.isSigned() ? type.bits() - 1 : type.bits();
    boolean fits = number.bitLength() <= bits && (type.isSigned() || number.signum() >= 0);
    if (!fits) {
      throw refused("a number that fits " + type.word(), value);
    }
    for (@Var int i = 2 * quantity - 1; i >= 0; i--) {
      buffer.put(number.shiftRight(8 * i).byteValue());
    }
  }

  private byte[] characters(JsonNode value) {
    if (!value.isString()) {
      throw refused("a text", value);
    }
    byte[] text = value.stringValue().getBytes(StandardCharsets.UTF_8);
    if (text.length > 2 * quantity) {
      throw refused("at most " + 2 * quantity + " bytes of text", value);
    }
    return Arrays.copyOf(text, 2 * quantity);
  }

  private MalformedException refused(String expected, JsonNode value) {
    return new MalformedException(entity.word() + " " + address, expected, Json.brief(value));
  }

  /// JSON has no NaN and no infinity; as a text, the model refuses them and they are seen.
  private static JsonNode decimal(double value, String text) {
    return Double.isFinite(value)
        ? JsonNodeFactory.instance.numberNode(new BigDecimal(text).doubleValue())
        : JsonNodeFactory.instance.stringNode(text);
  }

  private static String text(byte[] characters) {
    @Var int length = 0;
    while (length < characters.length && characters[length] != 0) {
      length++;
    }
    return new String(characters, 0, length, StandardCharsets.UTF_8).strip();
  }

  /// From the device's order to the highest byte first; the way back is the same.
  private byte[] ordered(byte[] bytes) {
    byte[] ordered = new byte[bytes.length];
    int words = bytes.length / 2;
    for (@Var int i = 0; i < words; i++) {
      int from = mostSignificantWord || type == RegisterType.STRING ? i : words - 1 - i;
      ordered[2 * i] = bytes[2 * from + (mostSignificantByte ? 0 : 1)];
      ordered[2 * i + 1] = bytes[2 * from + (mostSignificantByte ? 1 : 0)];
    }
    return ordered;
  }
}
