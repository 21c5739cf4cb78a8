package io.fieldway.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.MalformedPacketException;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever the reason, the other end can read it.
final class LeaveTest {
  private static byte[] bytes(Packet packet) {
    byte[] bytes = new byte[PacketEncoder.size(packet, Version.MQTT_5)];
    PacketEncoder.write(packet, Version.MQTT_5, bytes, 0);
    return bytes;
  }

  @ParameterizedTest
  @EnumSource(ReasonCode.class)
  void isReadAtTheEndThatWasDialled(ReasonCode reason) throws MalformedPacketException {
    PacketDecoder decoder = PacketDecoder.ofServer(2_048);
    List<Packet> read = new ArrayList<>();
    for (Packet each :
        List.of(
            Introduction.connect(Pair.A, LinkConfig.defaults()), Leave.of(true, reason, "why"))) {
      byte[] bytes = bytes(each);
      decoder.feed(bytes, 0, bytes.length, read::add);
    }
    expectRefusal(reason, (Disconnect) read.getLast());
  }

  @ParameterizedTest
  @EnumSource(ReasonCode.class)
  void isReadAtTheEndThatHasDialled(ReasonCode reason) throws MalformedPacketException {
    PacketDecoder decoder = PacketDecoder.ofClient(Version.MQTT_5, 2_048);
    List<Packet> read = new ArrayList<>();
    byte[] bytes = bytes(Leave.of(false, reason, "why"));
    decoder.feed(bytes, 0, bytes.length, read::add);
    expectRefusal(reason, (Disconnect) read.getLast());
  }

  private static void expectRefusal(ReasonCode reason, Disconnect read) {
    assertThat(read.properties().text(Property.REASON_STRING)).contains("why");
    assertThat(read.reason().isRefusal()).isEqualTo(reason != ReasonCode.SUCCESS);
  }
}
