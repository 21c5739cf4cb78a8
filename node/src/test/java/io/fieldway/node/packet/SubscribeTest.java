package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;

import io.fieldway.node.packet.PacketType.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscribeTest {
  private static final List<Subscription> EXAMPLE =
      List.of(subscription("a/b", QoS.AT_LEAST_ONCE), subscription("c/d", QoS.EXACTLY_ONCE));

  @Test
  void isWhatTheExampleOfMqtt5Says() {
    assertSame(
        new Subscribe(10, EXAMPLE, Properties.NONE),
        Version.MQTT_5,
        Side.CLIENT,
        """
        82 0f                          | SUBSCRIBE, remaining length 15
        00 0a                          | packet identifier 10
        00                             | no properties
        00 03 61 2f 62                 | topic filter a/b
        01                             | maximum QoS 1
        00 03 63 2f 64                 | topic filter c/d
        02                             | maximum QoS 2
        """);
  }

  @Test
  void isWhatTheExampleOfMqtt311Says() {
    assertSame(
        new Subscribe(10, EXAMPLE, Properties.NONE),
        Version.MQTT_3_1_1,
        Side.CLIENT,
        """
        82 0e                          | SUBSCRIBE, remaining length 14
        00 0a                          | packet identifier 10
        00 03 61 2f 62                 | topic filter a/b
        01                             | requested QoS 1
        00 03 63 2f 64                 | topic filter c/d
        02                             | requested QoS 2
        """);
  }

  @Test
  void carriesEveryOption() {
    assertSame(
        new Subscribe(
            1,
            List.of(
                new Subscription("n", QoS.AT_MOST_ONCE, true, false, RetainHandling.SEND),
                new Subscription("r", QoS.AT_MOST_ONCE, false, true, RetainHandling.SEND),
                new Subscription("h", QoS.AT_MOST_ONCE, false, false, RetainHandling.SEND_IF_NEW),
                new Subscription("a", QoS.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND)),
            Properties.of(Property.SUBSCRIPTION_IDENTIFIER, 128)),
        Version.MQTT_5,
        Side.CLIENT,
        """
        82 16                          | SUBSCRIBE, remaining length 22
        00 01                          | packet identifier 1
        03                             | property length
        0b 80 01                       | subscription identifier 128
        00 01 6e 04                    | n: no local
        00 01 72 08                    | r: retain as published
        00 01 68 10                    | h: retain handling 1
        00 01 61 2e                    | a: retain handling 2, both of the others, QoS 2
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | 82 0a 0001 00 000161 00 0000 00 | MALFORMED_PACKET | [MQTT-4.7.3-1]
          MQTT_3_1_1 | 82 05 0001 0000 00 | MALFORMED_PACKET | [MQTT-4.7.3-1]
          MQTT_5     | 80 07 0001 00 000161 00          | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_5     | 82 07 0000 00 000161 00          | PROTOCOL_ERROR   | [MQTT-2.2.1-3]
          MQTT_5     | 82 03 0001 00                    | PROTOCOL_ERROR   | [MQTT-3.8.3-2]
          MQTT_5     | 82 07 0001 00 000161 40          | MALFORMED_PACKET | [MQTT-3.8.3-5]
          MQTT_5     | 82 07 0001 00 000161 80          | MALFORMED_PACKET | [MQTT-3.8.3-5]
          MQTT_5     | 82 07 0001 00 000161 03          | PROTOCOL_ERROR   | maximum QoS
          MQTT_5     | 82 07 0001 00 000161 30          | PROTOCOL_ERROR   | retain handling
          MQTT_5     | 82 06 0001 00 000161             | MALFORMED_PACKET | more bytes
          MQTT_5     | 82 07 0001 00 0001ff 00          | MALFORMED_PACKET | [MQTT-1.5.4-1]
          MQTT_5     | 82 09 0001 02 0b00 000161 00     | PROTOCOL_ERROR   | SUBSCRIPTION_IDENTIFIER
          MQTT_5     | 82 0b 0001 04 0b010b01 000161 00 | PROTOCOL_ERROR   | §3.8.2.1.2
          MQTT_3_1_1 | 80 06 0001 000161 00             | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_3_1_1 | 82 06 0000 000161 00             | PROTOCOL_ERROR   | [MQTT-2.2.1-3]
          MQTT_3_1_1 | 82 02 0001                       | PROTOCOL_ERROR   | [MQTT-3.8.3-2]
          MQTT_3_1_1 | 82 06 0001 000161 03             | MALFORMED_PACKET | [MQTT-3-8.3-4]
          MQTT_3_1_1 | 82 06 0001 000161 04             | MALFORMED_PACKET | [MQTT-3-8.3-4]
          """)
  void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.CLIENT, bytes, reason, clause);
  }

  @Test
  void isRefusedFromAServer() {
    assertRefuses(
        Version.MQTT_5,
        Side.SERVER,
        "82 07 0001 00 000161 00",
        ReasonCode.PROTOCOL_ERROR,
        "SUBSCRIBE");
  }

  private static Subscription subscription(String filter, QoS qos) {
    return new Subscription(filter, qos, false, false, RetainHandling.SEND);
  }
}
