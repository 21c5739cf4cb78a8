package io.fieldway.node.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.PacketType.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Packets that went wrong by chance: they are packets still, or refused, and nothing else.
class MutationTest {
  private static final long SEED = 20_261_122;
  private static final int SAMPLES = 2_000;
  private static final int MUTATIONS = 250_000;
  private static final int MAXIMUM_PACKET_SIZE = 4_096;

  @ParameterizedTest(name = "{0} of a {1}")
  @CsvSource({"MQTT_5, CLIENT", "MQTT_5, SERVER", "MQTT_3_1_1, CLIENT", "MQTT_3_1_1, SERVER"})
  void areReadOrRefusedWithinTheBoundOfMemory(Version version, Side sender) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> samples = samples(random, version, sender);
    byte[] connect = Octets.encoded(Octets.connect(version), version);
    @Var int refused = 0;
    for (@Var int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(samples.get(random.nextInt(SAMPLES)), random);
      try {
        judge(bytes, version, sender, connect, random.nextInt(bytes.length + 1));
      } catch (MalformedPacketException e) {
        refused++;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + SEED + ", " + i + ": " + Octets.hex(bytes), e);
      }
    }
    // Mutations reach into the packets: many of them are still read, many are not.
    assertThat(refused).isBetween(MUTATIONS / 5, 4 * MUTATIONS / 5);
  }

  /// Reads bytes in two pieces. What is read can be written, and is the same when it is read again.
  private static void judge(byte[] bytes, Version version, Side sender, byte[] connect, int cut)
      throws MalformedPacketException {
    PacketDecoder decoder = decoder(version, sender, connect);
    List<Packet> packets = new ArrayList<>();
    decoder.feed(bytes, 0, cut, packets::add);
    requireBound(decoder, cut);
    decoder.feed(bytes, cut, bytes.length - cut, packets::add);
    requireBound(decoder, bytes.length);
    PacketDecoder again = decoder.keptMemory() == 0 ? decoder : decoder(version, sender, connect);
    for (Packet packet : packets) {
      Version written = packet instanceof Connect second ? second.version() : version;
      byte[] target = new byte[PacketEncoder.size(packet, written)];
      if (PacketEncoder.write(packet, written, target, 0) != target.length) {
        throw new IllegalStateException("size() and write() differ");
      }
      List<Packet> same = new ArrayList<>();
      again.feed(target, 0, target.length, same::add);
      if (!same.equals(List.of(packet))) {
        throw new IllegalStateException(packet + " became " + same);
      }
    }
  }

  private static PacketDecoder decoder(Version version, Side sender, byte[] connect)
      throws MalformedPacketException {
    if (sender == Side.SERVER) {
      return PacketDecoder.ofClient(version, MAXIMUM_PACKET_SIZE);
    }
    PacketDecoder decoder = PacketDecoder.ofServer(MAXIMUM_PACKET_SIZE);
    decoder.feed(connect, 0, connect.length, packet -> {});
    return decoder;
  }

  private static void requireBound(PacketDecoder decoder, int fed) {
    if (decoder.keptMemory() > Math.min(2 * fed, MAXIMUM_PACKET_SIZE)) {
      throw new IllegalStateException(decoder.keptMemory() + " bytes are kept of " + fed);
    }
  }

  private static List<byte[]> samples(SplittableRandom random, Version version, Side sender) {
    AnyPacket any = new AnyPacket(random, version, sender);
    List<byte[]> samples = new ArrayList<>();
    while (samples.size() < SAMPLES) {
      samples.add(Octets.encoded(any.next(), version));
    }
    return samples;
  }

  private static byte[] mutated(byte[] sample, SplittableRandom random) {
    @Var byte[] bytes = sample.clone();
    for (@Var int i = random.nextInt(1, 4); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
        case 3 -> bytes = spliced(bytes, at, at + random.nextInt(4), new byte[0]);
        case 4 -> bytes = spliced(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
        default ->
            bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + random.nextInt(9)));
      }
      if (bytes.length == 0) {
        return sample;
      }
    }
    return random.nextBoolean() ? mended(bytes) : bytes;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    int rest = Math.min(to, bytes.length);
    byte[] result = Arrays.copyOf(bytes, from + between.length + bytes.length - rest);
    System.arraycopy(between, 0, result, from, between.length);
    System.arraycopy(bytes, rest, result, from + between.length, bytes.length - rest);
    return result;
  }

  /// Makes the remaining length right again, so that the content is looked at.
  private static byte[] mended(byte[] bytes) {
    @Var int header = 1;
    while (header < Math.min(bytes.length, 5) && bytes[header] < 0) {
      header++;
    }
    int content = Math.max(0, bytes.length - header - 1);
    byte[] result = new byte[1 + Writer.sizeOfVariableBytes(content) + content];
    Writer out = new Writer(result, 0);
    out.header(bytes[0], content);
    System.arraycopy(bytes, bytes.length - content, result, out.at(), content);
    return result;
  }
}
