package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.encoded;
import static io.fieldway.node.packet.Octets.hex;
import static io.fieldway.node.packet.Octets.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectTest {
  /// Its variable header is the example of MQTT 5 §3.1.2.12.
  private static final String EXAMPLE =
      """
      10 25                          | CONNECT, remaining length 37
      00 04 4d 51 54 54              | protocol name MQTT
      05                             | protocol version 5
      ce                             | user name, password, will QoS 1, will, clean start
      00 0a                          | keep-alive 10
      05                             | property length
      11 00 00 00 0a                 | session expiry interval 10
      00 01 63                       | client identifier c
      05                             | will property length
      18 00 00 00 05                 | will delay interval 5
      00 01 77                       | will topic w
      00 01 78                       | will payload x
      00 01 75                       | user name u
      00 01 70                       | password p
      """;

  /// Its variable header is the example of MQTT 3.1.1 §3.1.2.10.
  private static final String EXAMPLE_3_1_1 =
      """
      10 19                          | CONNECT, remaining length 25
      00 04 4d 51 54 54              | protocol name MQTT
      04                             | protocol level 4
      ce                             | user name, password, will QoS 1, will, clean session
      00 0a                          | keep-alive 10
      00 01 63                       | client identifier c
      00 01 77                       | will topic w
      00 01 78                       | will message x
      00 01 75                       | user name u
      00 01 70                       | password p
      """;

  @Test
  void isWhatTheExampleOfMqtt5Says() {
    Will will =
        new Will(
            "w",
            Bytes.utf8("x"),
            QoS.AT_LEAST_ONCE,
            false,
            Properties.of(Property.WILL_DELAY_INTERVAL, 5));
    assertSame(
        new Connect(
            Version.MQTT_5,
            true,
            10,
            "c",
            Optional.of(will),
            Optional.of("u"),
            Optional.of(Bytes.utf8("p")),
            Properties.of(Property.SESSION_EXPIRY_INTERVAL, 10)),
        EXAMPLE);
  }

  @Test
  void isWhatTheExampleOfMqtt311Says() {
    Will will = new Will("w", Bytes.utf8("x"), QoS.AT_LEAST_ONCE, false, Properties.NONE);
    assertSame(
        new Connect(
            Version.MQTT_3_1_1,
            true,
            10,
            "c",
            Optional.of(will),
            Optional.of("u"),
            Optional.of(Bytes.utf8("p")),
            Properties.NONE),
        EXAMPLE_3_1_1);
  }

  @Test
  void takesALeastConnectOfEitherVersion() {
    assertSame(
        Octets.connect(Version.MQTT_5),
        """
        10 13
        00 04 4d 51 54 54
        05
        02                             | clean start
        00 00                          | no keep-alive
        00                             | no properties
        00 06 63 6c 69 65 6e 74        | client identifier
        """);
    assertSame(
        Octets.connect(Version.MQTT_3_1_1),
        """
        10 12
        00 04 4d 51 54 54
        04
        02                             | clean session
        00 00                          | no keep-alive
        00 06 63 6c 69 65 6e 74        | client identifier
        """);
  }

  @Test
  void takesAPasswordWithoutAUserNameInMqtt5() {
    assertSame(
        new Connect(
            Version.MQTT_5,
            false,
            65_535,
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.of(Bytes.EMPTY),
            Properties.NONE),
        """
        10 0f
        00 04 4d 51 54 54
        05
        40                             | password
        ff ff                          | keep-alive
        00                             | no properties
        00 00                          | no client identifier
        00 00                          | an empty password
        """);
  }

  @Test
  void carriesAWillOfEveryQualityWithRetain() {
    Will will =
        new Will(
            "w", Bytes.EMPTY, QoS.EXACTLY_ONCE, true, Properties.of(Property.CONTENT_TYPE, "t"));
    assertSame(
        new Connect(
            Version.MQTT_5,
            false,
            1,
            "",
            Optional.of(will),
            Optional.empty(),
            Optional.empty(),
            Properties.NONE),
        """
        10 17
        00 04 4d 51 54 54
        05
        34                             | will retain, will QoS 2, will
        00 01                          | keep-alive
        00                             | no properties
        00 00                          | no client identifier
        04                             | will property length
        03 00 01 74                    | content type t
        00 01 77                       | will topic w
        00 00                          | an empty will payload
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # the reserved flag; will QoS 3; will QoS and retain without a will
          100d 00044d515454 05 03 0000 00 0000             | MALFORMED_PACKET | [MQTT-3.1.2-3]
          1013 00044d515454 05 1e 0000 00 0000 00 0000 0000 00 | MALFORMED_PACKET | [MQTT-3.1.2-12]
          100d 00044d515454 05 0a 0000 00 0000             | MALFORMED_PACKET | [MQTT-3.1.2-11]
          100d 00044d515454 05 22 0000 00 0000             | MALFORMED_PACKET | [MQTT-3.1.2-13]
          100c 00044d515454 04 03 0000 0000                | MALFORMED_PACKET | [MQTT-3.1.2-3]
          100c 00044d515454 04 0a 0000 0000                | MALFORMED_PACKET | [MQTT-3.1.2-11]
          # a password without a user name
          100e 00044d515454 04 42 0000 0000 0000           | MALFORMED_PACKET | [MQTT-3.1.2-22]
          # fields that are announced and not there, and bytes that are not announced
          100f 00044d515454 05 c2 0000 00 0000 0000        | MALFORMED_PACKET | more bytes
          100d 00044d515454 05 06 0000 00 0000             | MALFORMED_PACKET | more bytes
          100b 00044d515454 05 02 0000 00                  | MALFORMED_PACKET | more bytes
          100e 00044d515454 05 02 0000 00 0000 00          | MALFORMED_PACKET | the end of the packet
          1000                                             | MALFORMED_PACKET | more bytes
          # names and versions that are not spoken
          1010 00064d5149736470 03 02 0000 00026162        | UNSUPPORTED_PROTOCOL_VERSION | [MQTT-3.1.2-1]
          100c 00044d515454 03 02 0000 0000                | UNSUPPORTED_PROTOCOL_VERSION | [MQTT-3.1.2-2]
          100d 00044d515454 06 02 0000 00 0000             | UNSUPPORTED_PROTOCOL_VERSION | [MQTT-3.1.2-2]
          100d 00044d715454 05 02 0000 00 0000             | UNSUPPORTED_PROTOCOL_VERSION | [MQTT-3.1.2-1]
          # a client identifier, a will topic and a user name that are no texts
          100e 00044d515454 05 02 0000 00 0001ff           | MALFORMED_PACKET | [MQTT-1.5.4-1]
          100e 00044d515454 05 02 0000 00 000100           | MALFORMED_PACKET | [MQTT-1.5.4-2]
          1013 00044d515454 05 06 0000 00 0000 00 0001ff 0000 | MALFORMED_PACKET | [MQTT-1.5.4-1]
          1010 00044d515454 05 82 0000 00 0000 000180      | MALFORMED_PACKET | [MQTT-1.5.4-1]
          # authentication data without a method
          1011 00044d515454 05 02 0000 04 16000161 0000    | PROTOCOL_ERROR   | §3.1.2.11.10
          # flags of the fixed header
          110d 00044d515454 05 02 0000 00 0000             | MALFORMED_PACKET | [MQTT-2.1.3-1]
          """)
  void refuses(String bytes, ReasonCode reason, String clause) {
    assertRefuses(PacketDecoder.ofServer(Octets.MAX), bytes, reason, clause);
  }

  @Test
  void tellsTheVersionForTheAnswerEvenWhereTheRestIsRefused() {
    PacketDecoder decoder = PacketDecoder.ofServer(Octets.MAX);
    assertThat(decoder.version()).isEmpty();
    assertRefuses(
        decoder,
        "100d 00044d515454 05 03 0000 00 0000",
        ReasonCode.MALFORMED_PACKET,
        "[MQTT-3.1.2-3]");
    assertThat(decoder.version()).contains(Version.MQTT_5);
  }

  @Test
  void leavesASecondConnectToTheBrokerAndKeepsTheVersion() {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, PacketType.Side.CLIENT);
    Connect second = Octets.connect(Version.MQTT_3_1_1);
    assertThat(read(decoder, encoded(second, Version.MQTT_3_1_1))).containsExactly(second);
    assertThat(decoder.version()).contains(Version.MQTT_5);
  }

  private static void assertSame(Connect connect, String table) {
    assertThat(hex(encoded(connect, connect.version()))).isEqualTo(hex(Octets.of(table)));
    PacketDecoder decoder = PacketDecoder.ofServer(Octets.MAX);
    assertThat(read(decoder, Octets.of(table))).containsExactly(connect);
    assertThat(decoder.version()).contains(connect.version());
  }
}
