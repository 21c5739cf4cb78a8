package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.PacketType.Side;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Which property stands where, how often, and with which values.
class PropertiesTest {
  /// A least packet of each type: what stands before its properties and what behind them.
  private static final Map<String, List<String>> FRAMES =
      Map.ofEntries(
          Map.entry("CONNECT", List.of("10", "00044d515454 05 02 0000", "0000")),
          Map.entry("WILL", List.of("10", "00044d515454 05 06 0000 00 0000", "000177 0000")),
          Map.entry("CONNACK", List.of("20", "00 00", "")),
          Map.entry("PUBLISH", List.of("30", "000174", "")),
          Map.entry("PUBACK", List.of("40", "0001 00", "")),
          Map.entry("PUBREC", List.of("50", "0001 00", "")),
          Map.entry("PUBREL", List.of("62", "0001 00", "")),
          Map.entry("PUBCOMP", List.of("70", "0001 00", "")),
          Map.entry("SUBSCRIBE", List.of("82", "0001", "000161 00")),
          Map.entry("SUBACK", List.of("90", "0001", "00")),
          Map.entry("UNSUBSCRIBE", List.of("a2", "0001", "000161")),
          Map.entry("UNSUBACK", List.of("b0", "0001", "00")),
          Map.entry("DISCONNECT", List.of("e0", "00", "")),
          Map.entry("AUTH", List.of("f0", "00", "")));

  @ParameterizedTest
  @EnumSource(Property.class)
  void standWhereTheTableHasThemAndNowhereElse(Property property) {
    FRAMES.forEach((packet, frame) -> {
      for (Side sender : sendersOf(packet)) {
        if (Table.properties(packet, sender).contains(property)) {
          assertTakes(sender, packet, companyOf(property, packet) + value(property));
        } else if (packet.equals("PUBLISH") && property == Property.SUBSCRIPTION_IDENTIFIER) {
          refuses(sender, packet, value(property), ReasonCode.PROTOCOL_ERROR, "[MQTT-3.3.4-6]");
        } else {
          refuses(sender, packet, value(property), ReasonCode.MALFORMED_PACKET, "a property of");
        }
      }
    });
  }

  @ParameterizedTest
  @EnumSource(Property.class)
  void standOnceUnlessTheyMayRepeat(Property property) {
    FRAMES.forEach((packet, frame) -> {
      for (Side sender : sendersOf(packet)) {
        if (Table.properties(packet, sender).contains(property)) {
          String twice = value(property) + value(property);
          if (mayRepeat(property, packet)) {
            assertTakes(sender, packet, twice);
          } else {
            refuses(sender, packet, twice, ReasonCode.PROTOCOL_ERROR, "expected");
          }
        }
      }
    });
  }

  @Test
  void haveIdentifiersOfTheTableOnly() {
    List<Integer> known = Arrays.stream(Property.values()).map(Property::id).toList();
    for (@Var int id = 0; id < 0x80; id++) {
      if (!known.contains(id)) {
        String block = "%02x 01".formatted(id);
        refuses(
            Side.CLIENT, "PUBLISH", block, ReasonCode.MALFORMED_PACKET, "identifier of a property");
      }
    }
    refuses(
        Side.CLIENT,
        "PUBLISH",
        "ffff7f 01",
        ReasonCode.MALFORMED_PACKET,
        "identifier of a property");
    refuses(Side.CLIENT, "PUBLISH", "8100 01", ReasonCode.MALFORMED_PACKET, "[MQTT-1.5.5-1]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CLIENT | CONNECT   | 21 0000         | RECEIVE_MAXIMUM to be at least 1
          SERVER | CONNACK   | 21 0000         | RECEIVE_MAXIMUM to be at least 1
          CLIENT | CONNECT   | 27 00000000     | MAXIMUM_PACKET_SIZE to be at least 1
          SERVER | CONNACK   | 27 00000000     | MAXIMUM_PACKET_SIZE to be at least 1
          CLIENT | CONNECT   | 19 02           | REQUEST_RESPONSE_INFORMATION to be 0 or 1
          CLIENT | CONNECT   | 17 02           | REQUEST_PROBLEM_INFORMATION to be 0 or 1
          CLIENT | PUBLISH   | 01 02           | PAYLOAD_FORMAT_INDICATOR to be 0 or 1
          CLIENT | WILL      | 01 ff           | PAYLOAD_FORMAT_INDICATOR to be 0 or 1
          CLIENT | SUBSCRIBE | 0b 00           | SUBSCRIPTION_IDENTIFIER to be at least 1
          SERVER | PUBLISH   | 0b 00           | SUBSCRIPTION_IDENTIFIER to be at least 1
          SERVER | CONNACK   | 24 02           | MAXIMUM_QOS to be 0 or 1
          SERVER | CONNACK   | 25 02           | RETAIN_AVAILABLE to be 0 or 1
          SERVER | CONNACK   | 28 02           | WILDCARD_SUBSCRIPTION_AVAILABLE to be 0 or 1
          SERVER | CONNACK   | 29 02           | SUBSCRIPTION_IDENTIFIER_AVAILABLE to be 0 or 1
          SERVER | CONNACK   | 2a 02           | SHARED_SUBSCRIPTION_AVAILABLE to be 0 or 1
          """)
  void haveValuesInTheirRange(Side sender, String packet, String block, String range) {
    refuses(sender, packet, block, ReasonCode.PROTOCOL_ERROR, range);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # values that do not end with the properties, though bytes of the payload follow
          30 08 000174 02 02 000000        | more bytes
          30 08 000174 03 03 0002 61 62    | more bytes
          30 08 000174 01 26 0000 0000     | more bytes
          # properties that do not end with the packet
          30 05 000174 05 01               | more bytes
          30 08 000174 ffffff7f            | more bytes
          30 09 000174 8080808001          | at most four bytes
          # a length that is padded
          30 06 000174 8000 61             | [MQTT-1.5.5-1]
          # texts that are none
          30 08 000174 04 03 0001 c0       | [MQTT-1.5.4-1]
          30 08 000174 04 08 0001 00       | [MQTT-1.5.4-2]
          30 0b 000174 06 26 0001 ff 0000  | [MQTT-1.5.4-1]
          30 0b 000174 06 26 0000 0001 00  | [MQTT-1.5.4-2]
          """)
  void endWhereTheirLengthSays(String bytes, String clause) {
    byte[] given = Octets.of(bytes);
    given[1] = (byte) (given.length - 2);
    assertRefuses(
        Version.MQTT_5, Side.CLIENT, Octets.hex(given), ReasonCode.MALFORMED_PACKET, clause);
  }

  private static void assertTakes(Side sender, String packet, String block) {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, sender);
    assertThat(Octets.read(decoder, Octets.of(frame(packet, block)))).hasSize(1);
  }

  private static void refuses(
      Side sender, String packet, String block, ReasonCode reason, String why) {
    assertRefuses(Version.MQTT_5, sender, frame(packet, block), reason, why);
  }

  private static String frame(String packet, String block) {
    List<String> frame = Objects.requireNonNull(FRAMES.get(packet), packet);
    String content =
        frame.get(1) + "%02x".formatted(Octets.of(block).length) + block + frame.get(2);
    return frame.get(0) + "%02x".formatted(Octets.of(content).length) + content;
  }

  private static List<Side> sendersOf(String packet) {
    PacketType type = PacketType.valueOf(packet.equals("WILL") ? "CONNECT" : packet);
    return List.of(Side.CLIENT, Side.SERVER).stream()
        .filter(side -> type.isSentBy(side, Version.MQTT_5))
        .toList();
  }

  /// Authentication data stands with a method only.
  private static String companyOf(Property property, String packet) {
    return property == Property.AUTHENTICATION_DATA && packet.equals("CONNECT")
        ? value(Property.AUTHENTICATION_METHOD)
        : "";
  }

  private static boolean mayRepeat(Property property, String packet) {
    return property == Property.USER_PROPERTY
        || (property == Property.SUBSCRIPTION_IDENTIFIER && packet.equals("PUBLISH"));
  }

  private static String value(Property property) {
    String value =
        switch (property.kind()) {
          case BYTE, VARIABLE_BYTES -> "01";
          case TWO_BYTES -> "0001";
          case FOUR_BYTES -> "00000001";
          case TEXT, BINARY -> "000161";
          case TEXT_PAIR -> "000161 000162";
        };
    return "%02x".formatted(property.id()) + value;
  }
}
