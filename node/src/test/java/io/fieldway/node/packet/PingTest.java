package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.assertSame;

import io.fieldway.node.packet.PacketType.Side;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PingTest {
  @ParameterizedTest
  @EnumSource(Version.class)
  void isAHeaderAlone(Version version) {
    assertSame(new Pingreq(), version, Side.CLIENT, "c0 00");
    assertSame(new Pingresp(), version, Side.SERVER, "d0 00");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void refusesFlagsAndContent(Version version) {
    refuses(version, Side.CLIENT, "c1 00", "[MQTT-2.1.3-1]");
    refuses(version, Side.CLIENT, "c0 01 00", "the end of the packet");
    refuses(version, Side.SERVER, "d8 00", "[MQTT-2.1.3-1]");
    refuses(version, Side.SERVER, "d0 02 00 01", "the end of the packet");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void comesFromOneSideOnly(Version version) {
    assertRefuses(version, Side.SERVER, "c0 00", ReasonCode.PROTOCOL_ERROR, "PINGREQ");
    assertRefuses(version, Side.CLIENT, "d0 00", ReasonCode.PROTOCOL_ERROR, "PINGRESP");
  }

  private static void refuses(Version version, Side sender, String bytes, String clause) {
    assertRefuses(version, sender, bytes, ReasonCode.MALFORMED_PACKET, clause);
  }
}
