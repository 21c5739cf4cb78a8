package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertReads;
import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.PacketType.Side;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PUBACK, PUBREC, PUBREL and PUBCOMP, which look alike.
class AcknowledgementTest {
  /// What makes one of the four.
  private interface Kind {
    Packet of(int packetId, ReasonCode reason, Properties properties);
  }

  @ParameterizedTest
  @CsvSource({"PUBACK, 40", "PUBREC, 50", "PUBREL, 62", "PUBCOMP, 70"})
  void isAPacketIdentifierAloneWhereItSaysSuccess(PacketType type, String firstByte) {
    Packet packet = kind(type).of(0x1234, ReasonCode.SUCCESS, Properties.NONE);
    for (Version version : Version.values()) {
      for (Side sender : new Side[] {Side.CLIENT, Side.SERVER}) {
        assertSame(
            packet,
            version,
            sender,
            firstByte
                + """
                 02                           | remaining length
                12 34                         | packet identifier
                """);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUBACK, 40, NO_MATCHING_SUBSCRIBERS, 10",
    "PUBREC, 50, QUOTA_EXCEEDED, 97",
    "PUBREL, 62, PACKET_IDENTIFIER_NOT_FOUND, 92",
    "PUBCOMP, 70, PACKET_IDENTIFIER_NOT_FOUND, 92"
  })
  void addsAReasonAndPropertiesWhereThereAreSome(
      PacketType type, String firstByte, ReasonCode reason, String code) {
    assertSame(
        kind(type).of(1, reason, Properties.NONE),
        Version.MQTT_5,
        Side.CLIENT,
        firstByte
            + """
             03                           | remaining length
            00 01                         | packet identifier
            """
            + code);
    assertSame(
        kind(type).of(1, reason, Properties.of(Property.REASON_STRING, "r")),
        Version.MQTT_5,
        Side.SERVER,
        firstByte
            + """
             08                           | remaining length
            00 01                         | packet identifier
            """
            + code
            + """
             04                           | property length
            1f 00 01 72                   | reason string r
            """);
  }

  @ParameterizedTest
  @CsvSource({"PUBACK, 40", "PUBREC, 50", "PUBREL, 62", "PUBCOMP, 70"})
  void mayHavePropertiesWithSuccess(PacketType type, String firstByte) {
    assertSame(
        kind(type).of(1, ReasonCode.SUCCESS, Properties.builder().user("", "").build()),
        Version.MQTT_5,
        Side.CLIENT,
        firstByte
            + """
             09                           | remaining length
            00 01                         | packet identifier
            00                            | success
            05                            | property length
            26 00 00 00 00                | user property
            """);
  }

  @ParameterizedTest
  @CsvSource({"PUBACK, 40", "PUBREC, 50", "PUBREL, 62", "PUBCOMP, 70"})
  void maySayAtLengthThatThereIsNothingToSay(PacketType type, String firstByte) {
    Packet packet = kind(type).of(1, ReasonCode.SUCCESS, Properties.NONE);
    assertReads(packet, Version.MQTT_5, Side.CLIENT, firstByte + "03 00 01 00");
    assertReads(packet, Version.MQTT_5, Side.CLIENT, firstByte + "04 00 01 00 00");
  }

  @ParameterizedTest
  @CsvSource({
    "PUBACK, 40, [MQTT-3.4.2-1]",
    "PUBREC, 50, [MQTT-3.5.2-1]",
    "PUBREL, 62, [MQTT-3.6.2-1]",
    "PUBCOMP, 70, [MQTT-3.7.2-1]"
  })
  void refusesWhatTheOthersRefuse(PacketType type, String firstByte, String clause) {
    assertThat(type.firstByte()).isEqualTo(Integer.parseInt(firstByte, 16));
    refuses(Version.MQTT_5, firstByte + "02 00 00", ReasonCode.PROTOCOL_ERROR, "[MQTT-2.2.1-3]");
    refuses(Version.MQTT_5, firstByte + "01 00", ReasonCode.MALFORMED_PACKET, "more bytes");
    refuses(Version.MQTT_5, firstByte + "00", ReasonCode.MALFORMED_PACKET, "more bytes");
    refuses(Version.MQTT_5, firstByte + "03 00 01 01", ReasonCode.PROTOCOL_ERROR, clause);
    refuses(Version.MQTT_5, firstByte + "03 00 01 ff", ReasonCode.PROTOCOL_ERROR, clause);
    refuses(
        Version.MQTT_5,
        firstByte + "05 00 01 00 00 00",
        ReasonCode.MALFORMED_PACKET,
        "the end of the packet");
    refuses(
        Version.MQTT_3_1_1,
        firstByte + "03 00 01 00",
        ReasonCode.MALFORMED_PACKET,
        "the end of the packet");
    String wrongFlags = Integer.toHexString(type.firstByte() ^ 0b0001);
    refuses(
        Version.MQTT_3_1_1, wrongFlags + "02 00 01", ReasonCode.MALFORMED_PACKET, "[MQTT-2.1.3-1]");
  }

  @Test
  void leavesItsReasonOutInMqtt311() {
    Pubrec pubrec = new Pubrec(1, ReasonCode.QUOTA_EXCEEDED, Properties.NONE);
    assertThat(Octets.hex(Octets.encoded(pubrec, Version.MQTT_3_1_1))).isEqualTo("50 02 00 01");
  }

  private static void refuses(Version version, String bytes, ReasonCode reason, String clause) {
    assertRefuses(version, Side.CLIENT, bytes, reason, clause);
    assertRefuses(version, Side.SERVER, bytes, reason, clause);
  }

  private static Kind kind(PacketType type) {
    return switch (type) {
      case PUBACK -> Puback::new;
      case PUBREC -> Pubrec::new;
      case PUBREL -> Pubrel::new;
      case PUBCOMP -> Pubcomp::new;
      default -> throw new IllegalArgumentException(type.name());
    };
  }
}
