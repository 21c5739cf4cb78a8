package io.fieldway.socketio.engine;

import java.util.Optional;

/// The seven packet types of Engine.IO.
public enum PacketType {
  OPEN('0'),
  CLOSE('1'),
  PING('2'),
  PONG('3'),
  MESSAGE('4'),
  UPGRADE('5'),
  NOOP('6');

  private final char digit;

  PacketType(char digit) {
    this.digit = digit;
  }

  /// The character that stands for this type on the wire.
  public byte digit() {
    return (byte) digit;
  }

  /// The type of that character; empty where the protocol knows none.
  public static Optional<PacketType> of(int digit) {
    return switch (digit) {
      case '0' -> Optional.of(OPEN);
      case '1' -> Optional.of(CLOSE);
      case '2' -> Optional.of(PING);
      case '3' -> Optional.of(PONG);
      case '4' -> Optional.of(MESSAGE);
      case '5' -> Optional.of(UPGRADE);
      case '6' -> Optional.of(NOOP);
      default -> Optional.empty();
    };
  }
}
