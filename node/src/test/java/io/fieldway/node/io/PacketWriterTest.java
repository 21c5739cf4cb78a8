package io.fieldway.node.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class PacketWriterTest {
  private final PacketWriter writer = new PacketWriter();

  private static String encoded(Packet packet, Version version) {
    byte[] bytes = new byte[PacketEncoder.size(packet, version)];
    PacketEncoder.write(packet, version, bytes, 0);
    return HexFormat.of().formatHex(bytes);
  }

  /// Whatever was written before, the bytes are those of the encoder.
  @RepeatedTest(20)
  void writesCopiesOfAMessageAsTheEncoderWritesEach() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<QoS> qualities = List.of(QoS.AT_MOST_ONCE, QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE);
    List<Version> versions = List.of(Version.MQTT_3_1_1, Version.MQTT_5);
    List<String> topics = List.of("a/b", "ü/#");
    List<Bytes> payloads = List.of(Bytes.utf8("one"), Bytes.EMPTY, Bytes.utf8("three"));
    List<Properties> properties =
        List.of(Properties.NONE, Properties.of(Property.CONTENT_TYPE, "text"));
    ByteBuf out = Unpooled.buffer(1);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      QoS qos = qualities.get(random.nextInt(3));
      boolean identified = qos != QoS.AT_MOST_ONCE;
      Publish message =
          new Publish(
              topics.get(random.nextInt(2)),
              payloads.get(random.nextInt(3)),
              qos,
              random.nextBoolean(),
              identified && random.nextBoolean(),
              identified ? 1 + random.nextInt(65_535) : 0,
              properties.get(random.nextInt(2)));
      Version version = versions.get(random.nextInt(2));
      for (int copies = random.nextInt(4); copies >= 0; copies--) {
        writer.write(message, version, out);
        expected.add(encoded(message, version));
      }
      if (random.nextInt(10) == 0) {
        writer.forget();
      }
    }
    assertThat(ByteBufUtil.hexDump(out)).as("seed %d", seed).isEqualTo(String.join("", expected));
  }

  @Test
  void writesOtherPacketsBetweenThem() {
    ByteBuf out = Unpooled.buffer(1);
    writer.write(new Pingresp(), Version.MQTT_5, out);
    writer.write(new Pingresp(), Version.MQTT_3_1_1, out);
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo("d000d000");
  }
}
