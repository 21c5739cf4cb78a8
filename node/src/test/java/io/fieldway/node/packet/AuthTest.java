package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fieldway.node.packet.PacketType.Side;
import io.fieldway.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthTest {
  @Test
  void carriesAMethodAndItsData() {
    assertSame(
        new Auth(
            ReasonCode.CONTINUE_AUTHENTICATION,
            Properties.builder()
                .put(Property.AUTHENTICATION_METHOD, "m")
                .put(Property.AUTHENTICATION_DATA, Bytes.fromHex("", "0102"))
                .build()),
        Version.MQTT_5,
        Side.CLIENT,
        """
        f0 0b                          | AUTH, remaining length 11
        18                             | continue authentication
        09                             | property length
        15 00 01 6d                    | authentication method m
        16 00 02 01 02                 | authentication data
        """);
  }

  @Test
  void isAHeaderAloneWhereItSaysSuccess() {
    assertSame(new Auth(ReasonCode.SUCCESS, Properties.NONE), Version.MQTT_5, Side.SERVER, "f0 00");
  }

  @Test
  void hasAPropertyLengthOnceItHasAReason() {
    assertSame(
        new Auth(ReasonCode.RE_AUTHENTICATE, Properties.NONE),
        Version.MQTT_5,
        Side.CLIENT,
        "f0 02 19 00");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | f0 02 80 00             | PROTOCOL_ERROR   | [MQTT-3.15.2-1]
          MQTT_5     | f0 01 18                | MALFORMED_PACKET | more bytes
          MQTT_5     | f0 07 18 05 11 00000001 | MALFORMED_PACKET | SESSION_EXPIRY_INTERVAL
          MQTT_5     | f1 00                   | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_3_1_1 | f0 00                   | MALFORMED_PACKET | MQTT 3.1.1 §2.2.1
          """)
  void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.CLIENT, bytes, reason, clause);
    assertRefuses(version, Side.SERVER, bytes, reason, clause);
  }

  @Test
  void cannotBeWrittenInMqtt311() {
    Auth auth = new Auth(ReasonCode.SUCCESS, Properties.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketEncoder.write(auth, Version.MQTT_3_1_1, new byte[16], 0));
  }
}
