package io.fieldway.node.packet;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;

/// Writes the fields of a packet in their order (MQTT 5 §1.5) into an array that has room for them.
/// What does not fit the protocol is a mistake of ours and an [IllegalArgumentException].
final class Writer {
  /// Most bytes in a text or in binary data.
  private static final int MAX_SIZE = 0xFFFF;

  /// The largest variable byte integer, and so the longest packet without its header.
  private static final int MAX_VARIABLE_BYTES = 268_435_455;

  private final byte[] target;
  @Var private int at;

  Writer(byte[] target, int offset) {
    this.target = target;
    this.at = offset;
  }

  /// Where the next byte goes.
  int at() {
    return at;
  }

  void header(int firstByte, int remainingLength) {
    oneByte(firstByte);
    variableBytes(remainingLength);
  }

  void oneByte(int value) {
    target[at++] = (byte) value;
  }

  void twoBytes(int value) {
    requireBetween(0, value, 0xFFFF);
    target[at] = (byte) (value >> 8);
    target[at + 1] = (byte) value;
    at += 2;
  }

  void fourBytes(long value) {
    requireBetween(0, value, 0xFFFF_FFFFL);
    twoBytes((int) (value >> 16));
    twoBytes((int) (value & 0xFFFF));
  }

  void variableBytes(int value) {
    @Var int left = value;
    while (left > 0x7F) {
      oneByte((left & 0x7F) | 0x80);
      left >>= 7;
    }
    oneByte(left);
  }

  void packetId(int packetId) {
    requireBetween(1, packetId, 0xFFFF);
    twoBytes(packetId);
  }

  /// A UTF-8 encoded string. The JDK copies ASCII at once: no loop over characters is as fast.
  void text(String text) {
    binary(text.getBytes(StandardCharsets.UTF_8));
  }

  void binary(byte[] bytes) {
    twoBytes(bytes.length);
    System.arraycopy(bytes, 0, target, at, bytes.length);
    at += bytes.length;
  }

  void binary(Bytes bytes) {
    twoBytes(bytes.size());
    bytes(bytes);
  }

  /// Bytes without their number.
  void bytes(Bytes bytes) {
    bytes.copyTo(target, at);
    at += bytes.size();
  }

  static int sizeOfVariableBytes(int value) {
    requireBetween(0, value, MAX_VARIABLE_BYTES);
    if (value <= 0x7F) {
      return 1;
    }
    if (value <= 0x3FFF) {
      return 2;
    }
    return value <= 0x1F_FFFF ? 3 : 4;
  }

  static int sizeOf(String text) {
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    requireBetween(0, size, MAX_SIZE);
    return 2 + size;
  }

  static int sizeOf(Bytes bytes) {
    requireBetween(0, bytes.size(), MAX_SIZE);
    return 2 + bytes.size();
  }

  private static void requireBetween(long smallest, long value, long largest) {
    if (value < smallest || value > largest) {
      throw new IllegalArgumentException(
          "MQTT takes numbers and sizes from " + smallest + " to " + largest + ", not " + value);
    }
  }
}
