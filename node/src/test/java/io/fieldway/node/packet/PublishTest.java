package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fieldway.node.packet.PacketType.Side;
import io.fieldway.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PublishTest {
  @Test
  void isWhatTheExampleOfMqtt5Says() {
    assertSame(
        publish("a/b", "", QoS.AT_LEAST_ONCE, 10, Properties.NONE),
        Version.MQTT_5,
        Side.CLIENT,
        """
        32 08                          | PUBLISH, QoS 1, remaining length 8
        00 03 61 2f 62                 | topic name a/b
        00 0a                          | packet identifier 10
        00                             | no properties
        """);
  }

  @Test
  void isWhatTheExampleOfMqtt311Says() {
    assertSame(
        publish("a/b", "", QoS.AT_LEAST_ONCE, 10, Properties.NONE),
        Version.MQTT_3_1_1,
        Side.CLIENT,
        """
        32 07                          | PUBLISH, QoS 1, remaining length 7
        00 03 61 2f 62                 | topic name a/b
        00 0a                          | packet identifier 10
        """);
  }

  @Test
  void hasNoPacketIdentifierAtQoS0() {
    assertSame(
        publish("t", "hi", QoS.AT_MOST_ONCE, 0, Properties.NONE),
        Version.MQTT_3_1_1,
        Side.SERVER,
        """
        30 05                          | PUBLISH, QoS 0, remaining length 5
        00 01 74                       | topic name t
        68 69                          | payload hi
        """);
  }

  @Test
  void saysDuplicateAndRetainInItsFirstByte() {
    assertSame(
        new Publish("t", Bytes.EMPTY, QoS.EXACTLY_ONCE, true, true, 0xFFFF, Properties.NONE),
        Version.MQTT_5,
        Side.SERVER,
        """
        3d 06                          | PUBLISH, DUP, QoS 2, RETAIN, remaining length 6
        00 01 74                       | topic name t
        ff ff                          | packet identifier 65535
        00                             | no properties
        """);
  }

  @Test
  void carriesItsPropertiesInTheirOrder() {
    assertSame(
        publish(
            "t",
            "p",
            QoS.AT_MOST_ONCE,
            0,
            Properties.builder()
                .user("k", "1")
                .put(Property.PAYLOAD_FORMAT_INDICATOR, 1)
                .put(Property.MESSAGE_EXPIRY_INTERVAL, 0xFFFF_FFFFL)
                .put(Property.RESPONSE_TOPIC, "r")
                .put(Property.CORRELATION_DATA, Bytes.fromHex("", "00ff"))
                .put(Property.SUBSCRIPTION_IDENTIFIER, 268_435_455)
                .put(Property.SUBSCRIPTION_IDENTIFIER, 1)
                .put(Property.CONTENT_TYPE, "c")
                .user("k", "1")
                .build()),
        Version.MQTT_5,
        Side.SERVER,
        """
        30 2e                          | PUBLISH, remaining length 46
        00 01 74                       | topic name t
        29                             | property length
        26 00 01 6b 00 01 31           | user property k = 1
        01 01                          | payload format indicator 1
        02 ff ff ff ff                 | message expiry interval
        08 00 01 72                    | response topic r
        09 00 02 00 ff                 | correlation data
        0b ff ff ff 7f                 | subscription identifier
        0b 01                          | and another
        03 00 01 63                    | content type c
        26 00 01 6b 00 01 31           | the user property again
        70                             | payload p
        """);
  }

  @Test
  void needsNoTopicNameWithATopicAlias() {
    assertSame(
        publish("", "", QoS.AT_MOST_ONCE, 0, Properties.of(Property.TOPIC_ALIAS, 5)),
        Version.MQTT_5,
        Side.CLIENT,
        """
        30 06                          | PUBLISH, remaining length 6
        00 00                          | no topic name
        03                             | property length
        23 00 05                       | topic alias 5
        """);
  }

  @Test
  void leavesTopicAlias0ToTheBrokerWhoHasAReasonForIt() {
    Octets.assertReads(
        publish("t", "", QoS.AT_MOST_ONCE, 0, Properties.of(Property.TOPIC_ALIAS, 0)),
        Version.MQTT_5,
        Side.CLIENT,
        "30 07 00 01 74 03 23 00 00");
  }

  @Test
  void leavesItsPropertiesOutInMqtt311() {
    Publish publish =
        publish("t", "p", QoS.AT_MOST_ONCE, 0, Properties.of(Property.CONTENT_TYPE, "c"));
    assertThat(Octets.hex(Octets.encoded(publish, Version.MQTT_3_1_1)))
        .isEqualTo("30 04 00 01 74 70");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MQTT_5     | 36 06 0001 74 0001 00            | MALFORMED_PACKET | [MQTT-3.3.1-4]
          MQTT_5     | 38 04 0001 74 00                 | MALFORMED_PACKET | [MQTT-3.3.1-2]
          MQTT_5     | 32 06 0001 74 0000 00            | PROTOCOL_ERROR   | [MQTT-2.2.1-3]
          MQTT_5     | 30 03 0000 00                    | PROTOCOL_ERROR   | §3.3.2.1
          MQTT_5     | 30 03 0002 74                    | MALFORMED_PACKET | more bytes
          MQTT_5     | 30 04 0001 80 00                 | MALFORMED_PACKET | [MQTT-1.5.4-1]
          MQTT_5     | 30 04 0001 00 00                 | MALFORMED_PACKET | [MQTT-1.5.4-2]
          MQTT_5     | 30 03 0001 74                    | MALFORMED_PACKET | more bytes
          MQTT_5     | 32 04 0001 74 00                 | MALFORMED_PACKET | more bytes
          MQTT_5     | 30 06 0001 74 02 0b 01           | PROTOCOL_ERROR   | [MQTT-3.3.4-6]
          MQTT_5     | 30 05 0001 74 02 01              | MALFORMED_PACKET | more bytes
          MQTT_3_1_1 | 36 05 0001 74 0001               | MALFORMED_PACKET | [MQTT-3.3.1-4]
          MQTT_3_1_1 | 38 03 0001 74                    | MALFORMED_PACKET | [MQTT-3.3.1-2]
          MQTT_3_1_1 | 34 05 0001 74 0000               | PROTOCOL_ERROR   | [MQTT-2.2.1-3]
          MQTT_3_1_1 | 30 02 0000                       | PROTOCOL_ERROR   | §3.3.2.1
          """)
  void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.CLIENT, bytes, reason, clause);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void cannotBeWrittenWithoutThePacketIdentifierItNeeds(Version version) {
    Publish publish = publish("t", "", QoS.AT_LEAST_ONCE, 0, Properties.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketEncoder.write(publish, version, new byte[16], 0));
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void cannotBeWrittenWithATopicNameLongerThanAText(Version version) {
    Publish longest = publish("t".repeat(65_535), "", QoS.AT_MOST_ONCE, 0, Properties.NONE);
    Octets.assertSame(longest, version, Side.CLIENT, Octets.hex(Octets.encoded(longest, version)));
    Publish longer = publish("t".repeat(65_536), "", QoS.AT_MOST_ONCE, 0, Properties.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PacketEncoder.size(longer, version))
        .withMessageContaining("65536");
  }

  private static Publish publish(
      String topic, String payload, QoS qos, int packetId, Properties properties) {
    return new Publish(topic, Bytes.utf8(payload), qos, false, false, packetId, properties);
  }
}
