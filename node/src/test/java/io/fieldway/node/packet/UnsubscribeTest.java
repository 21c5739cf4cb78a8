package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;

import io.fieldway.node.packet.PacketType.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsubscribeTest {
  @Test
  void isWhatTheExampleOfMqtt5Says() {
    assertSame(
        new Unsubscribe(10, List.of("a/b", "c/d"), Properties.NONE),
        Version.MQTT_5,
        Side.CLIENT,
        """
        a2 0d                          | UNSUBSCRIBE, remaining length 13
        00 0a                          | packet identifier 10
        00                             | no properties
        00 03 61 2f 62                 | topic filter a/b
        00 03 63 2f 64                 | topic filter c/d
        """);
  }

  @Test
  void isWhatTheExampleOfMqtt311Says() {
    assertSame(
        new Unsubscribe(10, List.of("a/b", "c/d"), Properties.NONE),
        Version.MQTT_3_1_1,
        Side.CLIENT,
        """
        a2 0c                          | UNSUBSCRIBE, remaining length 12
        00 0a                          | packet identifier 10
        00 03 61 2f 62                 | topic filter a/b
        00 03 63 2f 64                 | topic filter c/d
        """);
  }

  @Test
  void carriesUserProperties() {
    assertSame(
        new Unsubscribe(1, List.of("#"), Properties.builder().user("k", "v").build()),
        Version.MQTT_5,
        Side.CLIENT,
        """
        a2 0d                          | UNSUBSCRIBE, remaining length 13
        00 01                          | packet identifier 1
        07                             | property length
        26 00 01 6b 00 01 76           | user property k = v
        00 01 23                       | topic filter #
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | a0 06 0001 00 000161 | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_5     | a2 06 0000 00 000161 | PROTOCOL_ERROR   | [MQTT-2.2.1-3]
          MQTT_5     | a2 03 0001 00        | PROTOCOL_ERROR   | [MQTT-3.10.3-2]
          MQTT_5     | a2 08 0001 00 000161 0000 | MALFORMED_PACKET | [MQTT-4.7.3-1]
          MQTT_3_1_1 | a2 04 0001 0000      | MALFORMED_PACKET | [MQTT-4.7.3-1]
          MQTT_5     | a2 06 0001 00 000100 | MALFORMED_PACKET | [MQTT-1.5.4-2]
          MQTT_5     | a2 07 0001 00 000161 00 | MALFORMED_PACKET | more bytes
          MQTT_3_1_1 | a2 02 0001           | PROTOCOL_ERROR   | [MQTT-3.10.3-2]
          MQTT_3_1_1 | a0 05 0001 000161    | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_3_1_1 | a2 04 0001 0001      | MALFORMED_PACKET | more bytes
          """)
  void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.CLIENT, bytes, reason, clause);
  }

  @Test
  void isRefusedFromAServer() {
    assertRefuses(
        Version.MQTT_5,
        Side.SERVER,
        "a2 06 0001 00 000161",
        ReasonCode.PROTOCOL_ERROR,
        "UNSUBSCRIBE");
  }
}
