package io.fieldway.node.packet;

import org.jspecify.annotations.Nullable;

/// What a packet's first byte says: its type and the flags that this type must have (MQTT 5 §2.1).
enum PacketType {
  CONNECT(1, 0b0000, Side.CLIENT),
  CONNACK(2, 0b0000, Side.SERVER),
  /// Its flags say duplicate, quality of service and retain.
  PUBLISH(3, 0b0000, Side.EITHER),
  PUBACK(4, 0b0000, Side.EITHER),
  PUBREC(5, 0b0000, Side.EITHER),
  PUBREL(6, 0b0010, Side.EITHER),
  PUBCOMP(7, 0b0000, Side.EITHER),
  SUBSCRIBE(8, 0b0010, Side.CLIENT),
  SUBACK(9, 0b0000, Side.SERVER),
  UNSUBSCRIBE(10, 0b0010, Side.CLIENT),
  UNSUBACK(11, 0b0000, Side.SERVER),
  PINGREQ(12, 0b0000, Side.CLIENT),
  PINGRESP(13, 0b0000, Side.SERVER),
  DISCONNECT(14, 0b0000, Side.EITHER),
  AUTH(15, 0b0000, Side.EITHER);

  /// Who sends packets of a type.
  enum Side {
    CLIENT,
    SERVER,
    EITHER
  }

  /// By their numbers; no packet has number 0.
  private static final @Nullable PacketType[] BY_NUMBER = byNumber();

  private final int number;
  private final int flags;
  private final Side sender;

  PacketType(int number, int flags, Side sender) {
    this.number = number;
    this.flags = flags;
    this.sender = sender;
  }

  /// The type of a packet with this first byte; null where the specification has none.
  static @Nullable PacketType of(int firstByte) {
    return BY_NUMBER[firstByte >> 4];
  }

  /// The first byte of a packet of this type; of PUBLISH without its flags.
  int firstByte() {
    return (number << 4) | flags;
  }

  /// Whether the flags in this first byte are those of the type.
  boolean allows(int firstByte) {
    return this == PUBLISH || (firstByte & 0xF) == flags;
  }

  /// Whether this side sends packets of the type in this version.
  boolean isSentBy(Side side, Version version) {
    if (version == Version.MQTT_3_1_1 && this == DISCONNECT) {
      return side == Side.CLIENT;
    }
    return (sender == side || sender == Side.EITHER) && isOf(version);
  }

  /// Whether the version has this type.
  boolean isOf(Version version) {
    return this != AUTH || version == Version.MQTT_5;
  }

  private static @Nullable PacketType[] byNumber() {
    @Nullable PacketType[] byNumber = new PacketType[16];
    for (PacketType type : values()) {
      byNumber[type.number] = type;
    }
    return byNumber;
  }
}
