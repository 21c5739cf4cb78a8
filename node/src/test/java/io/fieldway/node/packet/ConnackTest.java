package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.PacketType.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnackTest {
  @Test
  void saysWhatTheServerGrantsInMqtt5() {
    assertSame(
        new Connack(
            true,
            ReasonCode.SUCCESS,
            Properties.builder()
                .put(Property.RECEIVE_MAXIMUM, 20)
                .put(Property.ASSIGNED_CLIENT_IDENTIFIER, "c1")
                .put(Property.MAXIMUM_QOS, 1)
                .build()),
        Version.MQTT_5,
        Side.SERVER,
        """
        20 0d                          | CONNACK, remaining length 13
        01                             | session present
        00                             | success
        0a                             | property length
        21 00 14                       | receive maximum 20
        12 00 02 63 31                 | assigned client identifier c1
        24 01                          | maximum QoS 1
        """);
  }

  @Test
  void saysWhyNotInMqtt5() {
    assertSame(
        new Connack(false, ReasonCode.BANNED, Properties.of(Property.REASON_STRING, "no")),
        Version.MQTT_5,
        Side.SERVER,
        """
        20 08                          | CONNACK, remaining length 8
        00                             | no session
        8a                             | banned
        05                             | property length
        1f 00 02 6e 6f                 | reason string no
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCESS, 00",
    "UNSUPPORTED_PROTOCOL_VERSION, 01",
    "CLIENT_IDENTIFIER_NOT_VALID, 02",
    "SERVER_UNAVAILABLE, 03",
    "BAD_USER_NAME_OR_PASSWORD, 04",
    "NOT_AUTHORIZED, 05"
  })
  void hasAReturnCodeOfItsOwnInMqtt311(ReasonCode reason, String code) {
    assertSame(
        new Connack(false, reason, Properties.NONE),
        Version.MQTT_3_1_1,
        Side.SERVER,
        "20 02 00 " + code);
  }

  @Test
  void saysASessionInMqtt311() {
    assertSame(
        new Connack(true, ReasonCode.SUCCESS, Properties.NONE),
        Version.MQTT_3_1_1,
        Side.SERVER,
        "20 02 01 00");
  }

  @ParameterizedTest
  @CsvSource({
    "SERVER_BUSY, 03",
    "QUOTA_EXCEEDED, 03",
    "USE_ANOTHER_SERVER, 03",
    "CONNECTION_RATE_EXCEEDED, 03",
    "UNSPECIFIED_ERROR, 03",
    "BANNED, 05",
    "BAD_AUTHENTICATION_METHOD, 05",
    "QOS_NOT_SUPPORTED, 05"
  })
  void takesTheNearestReturnCodeInMqtt311(ReasonCode reason, String code) {
    Connack connack = new Connack(false, reason, Properties.of(Property.REASON_STRING, "left out"));
    assertThat(Octets.hex(Octets.encoded(connack, Version.MQTT_3_1_1)))
        .isEqualTo("20 02 00 " + code);
  }

  @ParameterizedTest
  @EnumSource(ReasonCode.class)
  void refusesInMqtt311WhateverRefusesInMqtt5(ReasonCode reason) {
    Connack connack = new Connack(false, reason, Properties.NONE);
    byte code = Octets.encoded(connack, Version.MQTT_3_1_1)[3];
    assertThat(code != 0).isEqualTo(reason != ReasonCode.SUCCESS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | 20 03 02 00 00 | MALFORMED_PACKET | [MQTT-3.2.2-1]
          MQTT_5     | 20 03 01 87 00 | PROTOCOL_ERROR   | [MQTT-3.2.2-6]
          MQTT_5     | 20 03 00 01 00 | PROTOCOL_ERROR   | [MQTT-3.2.2-8]
          MQTT_5     | 20 02 00 00    | MALFORMED_PACKET | more bytes
          MQTT_5     | 21 03 00 00 00 | MALFORMED_PACKET | [MQTT-2.1.3-1]
          MQTT_3_1_1 | 20 02 02 00    | MALFORMED_PACKET | [MQTT-3.2.2-1]
          MQTT_3_1_1 | 20 02 01 05    | PROTOCOL_ERROR   | [MQTT-3.2.2-6]
          MQTT_3_1_1 | 20 02 00 06    | PROTOCOL_ERROR   | MQTT 3.1.1 §3.2.2.3
          MQTT_3_1_1 | 20 03 00 00 00 | MALFORMED_PACKET | the end of the packet
          """)
  void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.SERVER, bytes, reason, clause);
  }

  @Test
  void isRefusedFromAClient() {
    assertRefuses(
        Version.MQTT_5, Side.CLIENT, "20 03 00 00 00", ReasonCode.PROTOCOL_ERROR, "CONNACK");
  }
}
