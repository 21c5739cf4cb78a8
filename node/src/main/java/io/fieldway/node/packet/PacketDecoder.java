package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;
import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import com.google.errorprone.annotations.Var;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes packets of the bytes of one connection, as they come. A packet that is whole in what is
/// fed is read where it stands. Of one that is not, the bytes that have come are kept: never more
/// than a largest packet, and never more than twice what has come of it, whatever its header
/// announces.
///
/// A server's decoder begins with CONNECT and learns the version from it. What broke the protocol
/// once stays broken: after a [MalformedPacketException] every feed throws it again.
public final class PacketDecoder {
  /// The first byte and a remaining length of four.
  static final int MAX_HEADER = 5;

  private static final byte[] NOTHING = {};

  private final int maximumPacketSize;
  private final PacketType.Side sender;
  private final Reader in = new Reader();

  @Var private @Nullable Version version;
  @Var private @Nullable MalformedPacketException refusal;

  /// What has come of the packet that is not whole yet.
  @Var private byte[] kept = NOTHING;

  @Var private int keptSize;

  /// Bytes of the header that was looked at last.
  @Var private int headerSize;

  private PacketDecoder(int maximumPacketSize, PacketType.Side sender, @Nullable Version version) {
    this.maximumPacketSize = maximumPacketSize;
    this.sender = sender;
    this.version = version;
  }

  /// Reads what a client sends.
  ///
  /// @param maximumPacketSize bytes of the largest packet, its header included
  public static PacketDecoder ofServer(int maximumPacketSize) {
    return new PacketDecoder(maximumPacketSize, PacketType.Side.CLIENT, null);
  }

  /// Reads what a server sends.
  ///
  /// @param version the one that was sent in CONNECT
  /// @param maximumPacketSize bytes of the largest packet, its header included
  public static PacketDecoder ofClient(Version version, int maximumPacketSize) {
    return new PacketDecoder(maximumPacketSize, PacketType.Side.SERVER, version);
  }

  /// The version that is spoken; empty until a CONNECT has named one that is known. It is there
  /// even where the rest of that CONNECT was refused, for the refusal is written in it.
  public Optional<Version> version() {
    return Optional.ofNullable(version);
  }

  /// Takes bytes and calls the sink for every packet that is whole with them, in order.
  ///
  /// @throws MalformedPacketException where they break the protocol; packets before that went to
  ///   the sink
  public void feed(byte[] source, int offset, int length, Consumer<? super Packet> sink)
      throws MalformedPacketException {
    if (refusal != null) {
      throw refusal;
    }
    try {
      int end = offset + length;
      @Var int at = keptSize == 0 ? offset : complete(source, offset, end, sink);
      while (at < end) {
        int size = packetSize(source, at, end);
        if (size == 0 || size > end - at) {
          keep(source, at, end - at, size);
          return;
        }
        sink.accept(decode(source, at, size));
        at += size;
      }
    } catch (MalformedPacketException e) {
      refusal = e;
      drop();
      throw e;
    } finally {
      in.close();
    }
  }

  /// Bytes of memory that are kept for a packet that is not whole.
  int keptMemory() {
    return kept.length;
  }

  /// Adds what is missing of the kept packet and returns where the next one begins.
  private int complete(byte[] source, int offset, int end, Consumer<? super Packet> sink)
      throws MalformedPacketException {
    @Var int at = offset;
    @Var int size = packetSize(kept, 0, keptSize);
    while (size == 0 && at < end) {
      keep(source, at++, 1, 0);
      size = packetSize(kept, 0, keptSize);
    }
    int missing = Math.min(size - keptSize, end - at);
    if (missing > 0) {
      keep(source, at, missing, size);
      at += missing;
    }
    if (size == keptSize) {
      Packet packet = decode(kept, 0, size);
      drop();
      sink.accept(packet);
    }
    return at;
  }

  /// Keeps bytes of a packet of this size, 0 where the size is not known yet.
  private void keep(byte[] source, int at, int length, int size) {
    int needed = keptSize + length;
    if (needed > kept.length) {
      int largest = size == 0 ? MAX_HEADER : size;
      kept = Arrays.copyOf(kept, Math.min(largest, Math.max(needed, 2 * kept.length)));
    }
    System.arraycopy(source, at, kept, keptSize, length);
    keptSize = needed;
  }

  private void drop() {
    kept = NOTHING;
    keptSize = 0;
  }

  /// The size of the packet that begins here, its header included; 0 where its remaining length is
  /// not whole yet.
  private int packetSize(byte[] source, int at, int end) throws MalformedPacketException {
    judge(source[at] & 0xFF);
    @Var int remainingLength = 0;
    for (@Var int i = 1; i < MAX_HEADER; i++) {
      if (at + i == end) {
        return 0;
      }
      byte next = source[at + i];
      remainingLength |= (next & 0x7F) << (7 * (i - 1));
      if (next >= 0) {
        headerSize = i + 1;
        return withinBound(headerSize + remainingLength);
      }
    }
    throw malformed("MQTT 5 §2.1.4", "a remaining length of at most four bytes", "more");
  }

  private int withinBound(int size) throws MalformedPacketException {
    if (size > maximumPacketSize) {
      throw new MalformedPacketException(
          ReasonCode.PACKET_TOO_LARGE,
          "MQTT 5 §3.2.2.3.6",
          "a packet of at most " + maximumPacketSize + " bytes",
          size + " bytes");
    }
    return size;
  }

  /// Refuses a first byte that may not come, before anything else of the packet is looked at.
  private PacketType judge(int firstByte) throws MalformedPacketException {
    PacketType type = PacketType.of(firstByte);
    if (type == null) {
      throw malformed("MQTT 5 §2.1.2", "a packet type from 1 to 15", "0");
    }
    if (version == null && type != PacketType.CONNECT) {
      throw protocolError("[MQTT-3.1.0-1]", "CONNECT", type.name());
    }
    if (!type.allows(firstByte)) {
      throw malformed(
          "[MQTT-2.1.3-1]", "the flags of " + type, Integer.toBinaryString(firstByte & 0xF));
    }
    if (version != null && !type.isSentBy(sender, version)) {
      throw unexpected(type, version);
    }
    return type;
  }

  private MalformedPacketException unexpected(PacketType type, Version spoken) {
    return type.isOf(spoken)
        ? protocolError("MQTT 5 §2.1.2", "a packet that a " + sender + " sends", type.name())
        : malformed("MQTT 3.1.1 §2.2.1", "a packet type from 1 to 14", "15");
  }

  /// Reads a whole packet whose header was looked at last.
  private Packet decode(byte[] source, int at, int size) throws MalformedPacketException {
    in.open(source, at + headerSize, at + size);
    int firstByte = source[at] & 0xFF;
    Packet packet = read(judge(firstByte), firstByte);
    if (!in.isAtEnd()) {
      throw malformed("MQTT 5 §2.1.4", "the end of the packet", in.remaining() + " more bytes");
    }
    int lengthSize = headerSize - 1;
    if (lengthSize > 1
        && lengthSize > Writer.sizeOfVariableBytes(size - headerSize)
        && version == Version.MQTT_5) {
      throw malformed("[MQTT-1.5.5-1]", "the fewest bytes for a remaining length", "more");
    }
    return packet;
  }

  private Packet read(PacketType type, int firstByte) throws MalformedPacketException {
    if (type == PacketType.CONNECT) {
      return connect();
    }
    // judge() lets only CONNECT pass before.
    Version spoken = Objects.requireNonNull(version);
    boolean ofClient = sender == PacketType.Side.CLIENT;
    return switch (type) {
      case PUBLISH -> Publish.read(in, firstByte, ofClient, spoken);
      case PUBACK -> Puback.read(in, spoken);
      case PUBREC -> Pubrec.read(in, spoken);
      case PUBREL -> Pubrel.read(in, spoken);
      case PUBCOMP -> Pubcomp.read(in, spoken);
      case CONNECT -> connect();
      case CONNACK -> Connack.read(in, spoken);
      case SUBSCRIBE -> Subscribe.read(in, spoken);
      case SUBACK -> Suback.read(in, spoken);
      case UNSUBSCRIBE -> Unsubscribe.read(in, spoken);
      case UNSUBACK -> Unsuback.read(in, spoken);
      case PINGREQ -> new Pingreq();
      case PINGRESP -> new Pingresp();
      case DISCONNECT ->
          Disconnect.read(in, ofClient ? Disconnect.OF_CLIENTS : Disconnect.OF_SERVERS, spoken);
      case AUTH -> Auth.read(in, spoken);
    };
  }

  /// Whether a second CONNECT may come is the broker's to say; it changes no version.
  private Connect connect() throws MalformedPacketException {
    Version named = Connect.readVersion(in);
    if (version == null) {
      version = named;
    }
    return Connect.read(in, named);
  }
}
