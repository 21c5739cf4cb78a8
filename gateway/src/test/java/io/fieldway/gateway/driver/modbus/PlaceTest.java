package io.fieldway.gateway.driver.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

final class PlaceTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static Place registers(RegisterType type, int quantity) {
    return new Place(Entity.HOLDING_REGISTER, 7, quantity, type, true, true);
  }

  @ParameterizedTest
  @CsvSource({
    "SHORT, ffff, -1",
    "UNSIGNED_SHORT, ffff, 65535",
    "INT, fffffffe, -2",
    "UNSIGNED_INT, fffffffe, 4294967294",
    "LONG, ffffffffffffffff, -1",
    "UNSIGNED_LONG, ffffffffffffffff, 18446744073709551615",
    "FLOAT, 41b80000, 23.0",
    "FLOAT, 3dcccccd, 0.1",
    "DOUBLE, 4037000000000000, 23.0",
    "FLOAT, 7fc00000, \"NaN\"",
    "BOOLEAN, 0002, true",
    "STRING, 50756d70000000, \"Pump\"",
  })
  void readsRegistersAsTheirType(RegisterType type, String hex, String expected) {
    Bytes data = Bytes.fromHex("data", hex.length() % 4 == 0 ? hex : hex + "00");
    Place place = registers(type, data.size() / 2);
    assertThat(Json.write(place.decode(data, 7))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "true, true, 01020304",
    "true, false, 03040102",
    "false, true, 02010403",
    "false, false, 04030201",
  })
  void readsWordsAndBytesInTheDevicesOrder(boolean bytes, boolean words, String hex) {
    Place place = new Place(Entity.INPUT_REGISTER, 0, 2, RegisterType.UNSIGNED_INT, bytes, words);
    assertThat(place.decode(Bytes.fromHex("data", hex), 0).longValue()).isEqualTo(0x01020304);
    assertThat(place.encode(NODES.numberNode(0x01020304)).hex()).isEqualTo(hex);
  }

  @Test
  void findsItsValueAmongTheOthersOfARequest() {
    Bytes data = Bytes.fromHex("data", "000100020003");
    assertThat(registers(RegisterType.SHORT, 1).decode(data, 5).intValue()).isEqualTo(3);
    Place coil = new Place(Entity.COIL, 29, 1, RegisterType.BOOLEAN, true, true);
    assertThat(coil.decode(Bytes.fromHex("data", "0002"), 20).booleanValue()).isTrue();
    assertThat(coil.decode(Bytes.fromHex("data", "0001"), 20).booleanValue()).isFalse();
  }

  @Property(tries = 300)
  void readsWhatItWrote(
      @ForAll long number, @ForAll boolean bytes, @ForAll boolean words, @ForAll boolean unsigned) {
    for (int quantity : new int[] {1, 2, 4}) {
      RegisterType type =
          switch (quantity) {
            case 1 -> unsigned ? RegisterType.UNSIGNED_SHORT : RegisterType.SHORT;
            case 2 -> unsigned ? RegisterType.UNSIGNED_INT : RegisterType.INT;
            default -> RegisterType.LONG;
          };
      long fitting = quantity == 4 ? number : number >> (64 - 16 * quantity);
      long value = type.isSigned() ? fitting : fitting & (1L << (16 * quantity)) - 1;
      Place place = new Place(Entity.HOLDING_REGISTER, 0, quantity, type, bytes, words);
      Bytes data = place.encode(NODES.numberNode(value));
      assertThat(data.size()).isEqualTo(2 * quantity);
      assertThat(place.decode(data, 0).longValue()).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SHORT, 32768, a number that fits xsd:short",
    "UNSIGNED_SHORT, -1, a number that fits xsd:unsignedShort",
    "UNSIGNED_SHORT, 65536, a number that fits xsd:unsignedShort",
    "INT, 21.5, a whole number",
    "INT, \"7\", a number",
    "BOOLEAN, 2, true\\, false\\, 1 or 0",
    "STRING, \"far too long\", at most 4 bytes of text",
  })
  void refusesWhatDoesNotFit(RegisterType type, String value, String expected) {
    JsonNode given = Json.parse("value", value);
    Place place = registers(type, Math.max(2, type.registers()));
    assertThatThrownBy(() -> place.encode(given))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("HoldingRegister 7: expected " + expected.replace("\\", ""));
  }

  @Test
  void writesAWholeNumberThatCameAsADecimal() {
    assertThat(registers(RegisterType.SHORT, 1).encode(NODES.numberNode(215.0)).hex())
        .isEqualTo("00d7");
    assertThat(registers(RegisterType.FLOAT, 2).encode(NODES.numberNode(23)).hex())
        .isEqualTo("41b80000");
    Place coil = new Place(Entity.COIL, 0, 1, RegisterType.BOOLEAN, true, true);
    assertThat(coil.encode(NODES.booleanNode(true)).hex()).isEqualTo("01");
  }
}
