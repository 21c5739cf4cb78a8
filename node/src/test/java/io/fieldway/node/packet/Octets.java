package io.fieldway.node.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fieldway.node.packet.PacketType.Side;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Bytes as the specification prints them: hexadecimal digits, and behind a bar what they mean.
final class Octets {
  static final int MAX = 1 << 20;

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private Octets() {}

  static byte[] of(String table) {
    String digits =
        table
            .lines()
            .map(line -> line.replaceFirst("\\|.*", "").replaceAll("\\s", ""))
            .collect(Collectors.joining());
    return HexFormat.of().parseHex(digits);
  }

  static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  static byte[] encoded(Packet packet, Version version) {
    byte[] bytes = new byte[PacketEncoder.size(packet, version)];
    assertThat(PacketEncoder.write(packet, version, bytes, 0)).isEqualTo(bytes.length);
    return bytes;
  }

  /// A decoder that reads what this side sends, a CONNECT of the version already behind it.
  static PacketDecoder decoder(Version version, Side sender) {
    if (sender == Side.SERVER) {
      return PacketDecoder.ofClient(version, MAX);
    }
    PacketDecoder decoder = PacketDecoder.ofServer(MAX);
    assertThat(read(decoder, encoded(connect(version), version))).hasSize(1);
    return decoder;
  }

  static Connect connect(Version version) {
    return new Connect(
        version,
        true,
        0,
        "client",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Properties.NONE);
  }

  static List<Packet> read(PacketDecoder decoder, byte[] bytes) {
    List<Packet> packets = new ArrayList<>();
    try {
      decoder.feed(bytes, 0, bytes.length, packets::add);
    } catch (MalformedPacketException e) {
      throw new AssertionError(hex(bytes), e);
    }
    return packets;
  }

  /// The packet has these bytes, and these bytes are the packet.
  static void assertSame(Packet packet, Version version, Side sender, String table) {
    assertThat(hex(encoded(packet, version))).isEqualTo(hex(of(table)));
    assertReads(packet, version, sender, table);
  }

  static void assertReads(Packet packet, Version version, Side sender, String table) {
    assertThat(read(decoder(version, sender), of(table))).containsExactly(packet);
  }

  static void assertRefuses(
      Version version, Side sender, String table, ReasonCode reason, String clause) {
    assertRefuses(decoder(version, sender), table, reason, clause);
  }

  static void assertRefuses(PacketDecoder decoder, String table, ReasonCode reason, String clause) {
    byte[] bytes = of(table);
    MalformedPacketException refusal =
        catchThrowableOfType(
            MalformedPacketException.class,
            () -> decoder.feed(bytes, 0, bytes.length, packet -> {}));
    assertThat(refusal).as(table).isNotNull().hasMessageContaining(clause);
    assertThat(refusal.reason()).as(table).isEqualTo(reason);
  }
}
