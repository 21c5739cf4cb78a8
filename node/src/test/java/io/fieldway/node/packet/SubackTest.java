package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.PacketType.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubackTest {
  @Test
  void isWhatTheExampleOfMqtt311Says() {
    assertSame(
        new Suback(
            1,
            List.of(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_2, ReasonCode.UNSPECIFIED_ERROR),
            Properties.NONE),
        Version.MQTT_3_1_1,
        Side.SERVER,
        """
        90 05                          | SUBACK, remaining length 5
        00 01                          | packet identifier 1
        00                             | success, maximum QoS 0
        02                             | success, maximum QoS 2
        80                             | failure
        """);
  }

  @Test
  void hasAReasonForEachTopicFilterInMqtt5() {
    assertSame(
        new Suback(
            1,
            List.of(
                ReasonCode.GRANTED_QOS_1,
                ReasonCode.NOT_AUTHORIZED,
                ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED),
            Properties.of(Property.REASON_STRING, "r")),
        Version.MQTT_5,
        Side.SERVER,
        """
        90 0a                          | SUBACK, remaining length 10
        00 01                          | packet identifier 1
        04                             | property length
        1f 00 01 72                    | reason string r
        01                             | granted QoS 1
        87                             | not authorized
        9e                             | shared subscriptions not supported
        """);
  }

  @Test
  void saysEveryRefusalAlikeInMqtt311() {
    Suback suback =
        new Suback(
            1,
            List.of(ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.GRANTED_QOS_1),
            Properties.of(Property.REASON_STRING, "left out"));
    assertThat(Octets.hex(Octets.encoded(suback, Version.MQTT_3_1_1)))
        .isEqualTo("90 04 00 01 80 01");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | 90 04 0000 00 00 | PROTOCOL_ERROR   | [MQTT-2.2.1-3]
          MQTT_5     | 90 03 0001 00    | PROTOCOL_ERROR   | [MQTT-3.8.4-6]
          MQTT_5     | 90 04 0001 00 03 | PROTOCOL_ERROR   | [MQTT-3.9.3-2]
          MQTT_5     | 90 02 0001       | MALFORMED_PACKET | more bytes
          MQTT_5     | 92 04 0001 00 00 | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_3_1_1 | 90 02 0001       | PROTOCOL_ERROR   | [MQTT-3.8.4-6]
          MQTT_3_1_1 | 90 03 0001 87    | PROTOCOL_ERROR   | [MQTT-3.9.3-2]
          """)
  void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.SERVER, bytes, reason, clause);
  }

  @Test
  void isRefusedFromAClient() {
    assertRefuses(
        Version.MQTT_5, Side.CLIENT, "90 04 0001 00 00", ReasonCode.PROTOCOL_ERROR, "SUBACK");
  }
}
