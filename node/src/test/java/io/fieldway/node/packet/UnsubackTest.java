package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.PacketType.Side;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnsubackTest {
  @Test
  void hasAReasonForEachTopicFilterInMqtt5() {
    assertSame(
        new Unsuback(
            1, List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED), Properties.NONE),
        Version.MQTT_5,
        Side.SERVER,
        """
        b0 05                          | UNSUBACK, remaining length 5
        00 01                          | packet identifier 1
        00                             | no properties
        00                             | success
        11                             | no subscription existed
        """);
  }

  @Test
  void isAPacketIdentifierAloneInMqtt311() {
    assertSame(
        new Unsuback(1, List.of(), Properties.NONE),
        Version.MQTT_3_1_1,
        Side.SERVER,
        """
        b0 02                          | UNSUBACK, remaining length 2
        00 01                          | packet identifier 1
        """);
    Unsuback wordy =
        new Unsuback(
            1, List.of(ReasonCode.SUCCESS), Properties.of(Property.REASON_STRING, "left out"));
    assertThat(Octets.hex(Octets.encoded(wordy, Version.MQTT_3_1_1))).isEqualTo("b0 02 00 01");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | b0 04 0000 00 00 | PROTOCOL_ERROR   | [MQTT-2.2.1-3]
          MQTT_5     | b0 03 0001 00    | PROTOCOL_ERROR   | [MQTT-3.11.3-1]
          MQTT_5     | b0 04 0001 00 01 | PROTOCOL_ERROR   | [MQTT-3.11.3-2]
          MQTT_5     | b0 02 0001       | MALFORMED_PACKET | more bytes
          MQTT_5     | b1 04 0001 00 00 | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_3_1_1 | b0 03 0001 00    | MALFORMED_PACKET | the end of the packet
          """)
  void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.SERVER, bytes, reason, clause);
  }

  @Test
  void isRefusedFromAClient() {
    assertRefuses(
        Version.MQTT_5, Side.CLIENT, "b0 04 0001 00 00", ReasonCode.PROTOCOL_ERROR, "UNSUBACK");
  }
}
