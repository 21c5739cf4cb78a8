package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertReads;
import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.PacketType.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DisconnectTest {
  private static final Disconnect NORMAL = new Disconnect(ReasonCode.SUCCESS, Properties.NONE);

  @ParameterizedTest
  @EnumSource(Version.class)
  void isAHeaderAloneWhereItIsNormal(Version version) {
    assertSame(NORMAL, version, Side.CLIENT, "e0 00");
  }

  @Test
  void saysWhyInMqtt5() {
    assertSame(
        new Disconnect(ReasonCode.SESSION_TAKEN_OVER, Properties.NONE),
        Version.MQTT_5,
        Side.SERVER,
        """
        e0 01                          | DISCONNECT, remaining length 1
        8e                             | session taken over
        """);
    assertSame(
        new Disconnect(
            ReasonCode.DISCONNECT_WITH_WILL, Properties.of(Property.SESSION_EXPIRY_INTERVAL, 60)),
        Version.MQTT_5,
        Side.CLIENT,
        """
        e0 07                          | DISCONNECT, remaining length 7
        04                             | disconnect with will message
        05                             | property length
        11 00 00 00 3c                 | session expiry interval 60
        """);
    assertSame(
        new Disconnect(
            ReasonCode.USE_ANOTHER_SERVER, Properties.of(Property.SERVER_REFERENCE, "b")),
        Version.MQTT_5,
        Side.SERVER,
        """
        e0 06                          | DISCONNECT, remaining length 6
        9c                             | use another server
        04                             | property length
        1c 00 01 62                    | server reference b
        """);
  }

  @Test
  void maySayAtLengthThatThereIsNothingToSay() {
    assertReads(NORMAL, Version.MQTT_5, Side.CLIENT, "e0 01 00");
    assertReads(NORMAL, Version.MQTT_5, Side.CLIENT, "e0 02 00 00");
  }

  @Test
  void leavesItsReasonOutInMqtt311() {
    Disconnect disconnect = new Disconnect(ReasonCode.PROTOCOL_ERROR, Properties.NONE);
    assertThat(Octets.hex(Octets.encoded(disconnect, Version.MQTT_3_1_1))).isEqualTo("e0 00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | CLIENT | e0 01 8e                | PROTOCOL_ERROR   | [MQTT-3.14.2-1]
          MQTT_5     | CLIENT | e0 01 01                | PROTOCOL_ERROR   | [MQTT-3.14.2-1]
          MQTT_5     | SERVER | e0 01 04                | PROTOCOL_ERROR   | [MQTT-3.14.2-1]
          MQTT_5     | SERVER | e0 07 00 05 11 00000001 | MALFORMED_PACKET | SESSION_EXPIRY_INTERVAL
          MQTT_5     | CLIENT | e0 06 00 04 1c 0001 61  | MALFORMED_PACKET | SERVER_REFERENCE
          MQTT_5     | CLIENT | e0 03 00 00 00          | MALFORMED_PACKET | the end of the packet
          MQTT_5     | CLIENT | e1 00                   | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_3_1_1 | CLIENT | e0 01 00                | MALFORMED_PACKET | the end of the packet
          MQTT_3_1_1 | SERVER | e0 00                   | PROTOCOL_ERROR   | DISCONNECT
          """)
  void refuses(Version version, Side sender, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, sender, bytes, reason, clause);
  }
}
