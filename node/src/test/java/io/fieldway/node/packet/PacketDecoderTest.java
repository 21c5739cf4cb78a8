package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static io.fieldway.node.packet.Octets.encoded;
import static io.fieldway.node.packet.Octets.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import com.sun.management.ThreadMXBean;
import io.fieldway.node.packet.PacketType.Side;
import io.fieldway.wire.Bytes;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Packets out of a stream of bytes (MQTT 5 §2.1).
class PacketDecoderTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 6, 7, 8, 10, 12, 14, 15})
  void expectsConnectFirst(int type) {
    for (@Var int flags = 0; flags < 16; flags++) {
      String bytes = "%02x".formatted(type << 4 | flags);
      if (type == 1 && flags != 0) {
        assertRefuses(
            PacketDecoder.ofServer(100), bytes, ReasonCode.MALFORMED_PACKET, "[MQTT-2.1.3-1]");
      } else if (type != 1) {
        assertRefuses(
            PacketDecoder.ofServer(100), bytes, ReasonCode.PROTOCOL_ERROR, "[MQTT-3.1.0-1]");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void knowsNoPacketOfType0(Version version) {
    assertRefuses(version, Side.CLIENT, "00", ReasonCode.MALFORMED_PACKET, "§2.1.2");
    assertRefuses(version, Side.SERVER, "0f", ReasonCode.MALFORMED_PACKET, "§2.1.2");
  }

  @ParameterizedTest
  @CsvSource({
    "10 ff ff ff ff, at most four bytes",
    "10 80 80 80 80, at most four bytes",
    "10 ff ff ff ff 7f, at most four bytes"
  })
  void refusesARemainingLengthOfMoreThanFourBytes(String bytes, String why) {
    assertRefuses(
        PacketDecoder.ofServer(Integer.MAX_VALUE), bytes, ReasonCode.MALFORMED_PACKET, why);
  }

  @Test
  void refusesAPaddedRemainingLengthInMqtt5Only() {
    assertRefuses(
        Version.MQTT_5, Side.CLIENT, "c0 80 00", ReasonCode.MALFORMED_PACKET, "[MQTT-1.5.5-1]");
    assertRefuses(
        PacketDecoder.ofServer(100),
        "10 8d 00 00044d515454 05 02 0000 00 0000",
        ReasonCode.MALFORMED_PACKET,
        "[MQTT-1.5.5-1]");
    Octets.assertReads(new Pingreq(), Version.MQTT_3_1_1, Side.CLIENT, "c0 80 80 80 00");
    assertThat(
            read(
                PacketDecoder.ofServer(100), Octets.of("10 8c 80 00 00044d515454 04 02 0000 0000")))
        .hasSize(1);
  }

  @Test
  void refusesATooLargePacketWhenItsHeaderIsRead() {
    PacketDecoder decoder = PacketDecoder.ofServer(20);
    byte[] connect = encoded(Octets.connect(Version.MQTT_3_1_1), Version.MQTT_3_1_1);
    assertThat(connect).hasSize(20);
    assertThat(read(decoder, connect)).hasSize(1);
    assertThat(read(decoder, Octets.of("30 12 00 10 61 61 61 61 61 61 61 61"))).isEmpty();
    assertThat(read(decoder, Octets.of("61 61 61 61 61 61 61 61"))).hasSize(1);
    assertRefuses(decoder, "30 13", ReasonCode.PACKET_TOO_LARGE, "at most 20 bytes, got 21 bytes");
    assertRefuses(
        PacketDecoder.ofServer(20), "10 ff ff ff 7f", ReasonCode.PACKET_TOO_LARGE, "268435460");
  }

  @Test
  void keepsNothingOfWhatIsWholeAndLittleOfWhatIsNot() throws Exception {
    PacketDecoder decoder = PacketDecoder.ofClient(Version.MQTT_5, 268_435_460);
    assertThat(read(decoder, Octets.of("d0 00 d0 00"))).hasSize(2);
    assertThat(decoder.keptMemory()).isZero();
    List<Packet> packets = new ArrayList<>();
    // A payload of 256 MB is announced.
    byte[] announced = Octets.of("30 ff ff ff 7f 00 01 74 00");
    decoder.feed(announced, 0, announced.length, packets::add);
    @Var int fed = announced.length;
    assertThat(decoder.keptMemory()).isEqualTo(fed);
    byte[] some = new byte[100];
    for (@Var int i = 0; i < 1_000; i++) {
      decoder.feed(some, 0, some.length, packets::add);
      fed += some.length;
      assertThat(decoder.keptMemory()).isBetween(fed, 2 * fed);
    }
    assertThat(packets).isEmpty();
  }

  @Test
  void letsGoOfALargePacketOnceItIsRead() throws Exception {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, Side.CLIENT);
    Publish large =
        new Publish(
            "t",
            Bytes.copyOf(new byte[100_000]),
            QoS.AT_LEAST_ONCE,
            false,
            false,
            1,
            Properties.NONE);
    byte[] bytes = encoded(large, Version.MQTT_5);
    List<Packet> packets = new ArrayList<>();
    for (@Var int at = 0; at < bytes.length; at += 1_000) {
      decoder.feed(bytes, at, Math.min(1_000, bytes.length - at), packets::add);
      assertThat(decoder.keptMemory()).isLessThanOrEqualTo(bytes.length);
    }
    assertThat(packets).containsExactly(large);
    assertThat(decoder.keptMemory()).isZero();
  }

  @Test
  void passesOnWhatCameBeforeAnError() {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, Side.CLIENT);
    List<Packet> packets = new ArrayList<>();
    byte[] bytes = Octets.of("c0 00 40 02 00 01 f7 00 c0 00");
    assertThatThrownBy(() -> decoder.feed(bytes, 0, bytes.length, packets::add))
        .isInstanceOf(MalformedPacketException.class);
    assertThat(packets).containsExactly(new Pingreq(), Puback.of(1));
  }

  @Test
  void staysBrokenOnceItIsBroken() {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, Side.CLIENT);
    assertRefuses(decoder, "c1", ReasonCode.MALFORMED_PACKET, "[MQTT-2.1.3-1]");
    assertRefuses(decoder, "c0 00", ReasonCode.MALFORMED_PACKET, "[MQTT-2.1.3-1]");
  }

  @Test
  void copiesWhatItReadsSoThatTheArrayMayBeUsedAgain() {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, Side.CLIENT);
    byte[] bytes = Octets.of("30 09 00 01 74 03 09 00 00 70 71");
    List<Packet> packets = read(decoder, bytes);
    List<Packet> before = read(decoder, bytes.clone());
    Arrays.fill(bytes, (byte) 0x55);
    assertThat(packets).isEqualTo(before);
  }

  @Test
  void readsFromAnyPlaceOfAnArray() throws Exception {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, Side.CLIENT);
    byte[] bytes = Octets.of("ff ff c0 00 ff ff");
    List<Packet> packets = new ArrayList<>();
    decoder.feed(bytes, 2, 2, packets::add);
    decoder.feed(bytes, 3, 0, packets::add);
    assertThat(packets).containsExactly(new Pingreq());
  }

  @Test
  void saysWhatBrokeTheProtocolWithoutAStackTrace() {
    PacketDecoder decoder = Octets.decoder(Version.MQTT_5, Side.CLIENT);
    byte[] bytes = Octets.of("36 00");
    assertThatThrownBy(() -> decoder.feed(bytes, 0, 2, packet -> {}))
        .hasMessage("[MQTT-3.3.1-4]: expected QoS 0, 1 or 2, got QoS 3")
        .satisfies(refusal -> assertThat(refusal.getStackTrace()).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void makesNothingOfAPublishButItsTopicItsPayloadAndItself(Version version) throws Exception {
    String topic = "a/topic/name";
    byte[] utf8 = topic.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[100];
    Supplier<Packet> byHand =
        () ->
            new Publish(
                new String(utf8, 0, utf8.length, StandardCharsets.UTF_8),
                Bytes.copyOf(payload, 0, payload.length),
                QoS.AT_LEAST_ONCE,
                false,
                false,
                1,
                Properties.NONE);
    assertCostsAsMuchAs(byHand, version);
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void makesNothingOfAPubackButItself(Version version) throws Exception {
    assertCostsAsMuchAs(() -> Puback.of(1), version);
  }

  /// Decoding takes the memory that the packet takes, and none besides.
  private static void assertCostsAsMuchAs(Supplier<Packet> byHand, Version version)
      throws Exception {
    byte[] bytes = encoded(byHand.get(), version);
    PacketDecoder decoder = Octets.decoder(version, Side.CLIENT);
    Packet[] made = new Packet[1];
    Consumer<Packet> sink = packet -> made[0] = packet;
    @Var long leastByHand = Long.MAX_VALUE;
    @Var long leastDecoded = Long.MAX_VALUE;
    for (@Var int i = 0; i < 100; i++) {
      long start = allocated();
      made[0] = byHand.get();
      long between = allocated();
      decoder.feed(bytes, 0, bytes.length, sink);
      long end = allocated();
      leastByHand = Math.min(leastByHand, between - start);
      leastDecoded = Math.min(leastDecoded, end - between);
    }
    assertThat(made[0]).isEqualTo(byHand.get());
    assertThat(leastByHand).isPositive();
    assertThat(leastDecoded).isLessThanOrEqualTo(leastByHand);
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
