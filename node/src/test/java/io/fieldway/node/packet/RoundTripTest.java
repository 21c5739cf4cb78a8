package io.fieldway.node.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.PacketType.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;

/// What is written is read as it was, however the bytes come.
class RoundTripTest {
  private static final int TRIES = 2_000;

  @net.jqwik.api.Property(tries = TRIES)
  void readsWhatIsWrittenFedWhole(@ForAll long seed, @ForAll Version version) {
    for (Side sender : List.of(Side.CLIENT, Side.SERVER)) {
      List<Packet> packets = packets(seed, version, sender);
      assertThat(fed(packets, version, sender, Integer.MAX_VALUE, seed)).isEqualTo(packets);
    }
  }

  @net.jqwik.api.Property(tries = TRIES)
  void readsWhatIsWrittenFedByteByByte(@ForAll long seed, @ForAll Version version) {
    for (Side sender : List.of(Side.CLIENT, Side.SERVER)) {
      List<Packet> packets = packets(seed, version, sender);
      assertThat(fed(packets, version, sender, 1, seed)).isEqualTo(packets);
    }
  }

  @net.jqwik.api.Property(tries = TRIES)
  void readsWhatIsWrittenFedInPieces(@ForAll long seed, @ForAll Version version) {
    for (Side sender : List.of(Side.CLIENT, Side.SERVER)) {
      List<Packet> packets = packets(seed, version, sender);
      assertThat(fed(packets, version, sender, 64, seed)).isEqualTo(packets);
    }
  }

  private static List<Packet> packets(long seed, Version version, Side sender) {
    RandomGenerator random = new SplittableRandom(seed);
    AnyPacket any = new AnyPacket(random, version, sender);
    List<Packet> packets = new ArrayList<>();
    for (@Var int i = random.nextInt(1, 8); i > 0; i--) {
      packets.add(any.next());
    }
    return packets;
  }

  /// Writes the packets one behind the other, somewhere in an array, and reads them in pieces.
  private static List<Packet> fed(
      List<Packet> packets, Version version, Side sender, int largestPiece, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    int start = random.nextInt(9);
    @Var int end = start;
    for (Packet packet : packets) {
      end += PacketEncoder.size(packet, version);
    }
    byte[] bytes = new byte[end + random.nextInt(9)];
    random.nextBytes(bytes);
    @Var int at = start;
    for (Packet packet : packets) {
      int next = PacketEncoder.write(packet, version, bytes, at);
      assertThat(next - at).isEqualTo(PacketEncoder.size(packet, version));
      at = next;
    }
    assertThat(at).isEqualTo(end);
    List<Packet> read = new ArrayList<>();
    PacketDecoder decoder = Octets.decoder(version, sender);
    at = start;
    while (at < end) {
      int piece = Math.min(end - at, random.nextInt(largestPiece) + 1);
      try {
        decoder.feed(bytes, at, piece, read::add);
      } catch (MalformedPacketException e) {
        throw new AssertionError(packets.toString(), e);
      }
      at += piece;
      assertThat(decoder.keptMemory()).isLessThanOrEqualTo(2 * (at - start));
    }
    assertThat(decoder.keptMemory()).isZero();
    return read;
  }
}
