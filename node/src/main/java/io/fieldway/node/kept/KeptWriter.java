package io.fieldway.node.kept;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Gathers the bytes of one value: numbers in groups of seven bits, texts and binary data behind
/// their length.
public final class KeptWriter {
  private static final int LONGEST_NUMBER = 10;

  @Var private byte[] bytes = new byte[64];
  @Var private int size;

  /// A number, lowest seven bits first, the eighth bit set where more follow.
  public void number(@Var long number) {
    room(LONGEST_NUMBER);
    while ((number & ~0x7FL) != 0) {
      bytes[size++] = (byte) (number | 0x80);
      number >>>= 7;
    }
    bytes[size++] = (byte) number;
  }

  /// One byte, 0 or 1.
  public void flag(boolean flag) {
    room(1);
    bytes[size++] = (byte) (flag ? 1 : 0);
  }

  /// A text in UTF-8.
  public void text(String text) {
    binary(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Binary data.
  public void binary(Bytes binary) {
    number(binary.size());
    room(binary.size());
    binary.copyTo(bytes, size);
    size += binary.size();
  }

  private void binary(byte[] binary) {
    number(binary.length);
    room(binary.length);
    System.arraycopy(binary, 0, bytes, size, binary.length);
    size += binary.length;
  }

  /// All that was written.
  public Bytes bytes() {
    return Bytes.copyOf(bytes, 0, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
