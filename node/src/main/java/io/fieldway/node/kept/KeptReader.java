package io.fieldway.node.kept;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.nio.charset.StandardCharsets;

/// Takes the bytes of one value apart.
final class KeptReader {
  private final byte[] bytes;
  @Var private int at;

  KeptReader(Bytes bytes) {
    this.bytes = bytes.toArray();
  }

  long number() {
    @Var long number = 0;
    for (@Var int shift = 0; shift < 64; shift += 7) {
      byte next = next();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new MalformedException("kept value, byte " + at, "a number of ten bytes at most", "more");
  }

  int small() {
    long number = number();
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new MalformedException("kept value, byte " + at, "a small number", "" + number);
    }
    return (int) number;
  }

  boolean flag() {
    byte flag = next();
    if (flag != 0 && flag != 1) {
      throw new MalformedException("kept value, byte " + at, "0 or 1", "" + flag);
    }
    return flag == 1;
  }

  String text() {
    int size = size();
    String text = new String(bytes, at, size, StandardCharsets.UTF_8);
    at += size;
    return text;
  }

  Bytes binary() {
    int size = size();
    Bytes binary = Bytes.copyOf(bytes, at, size);
    at += size;
    return binary;
  }

  void end() {
    if (at != bytes.length) {
      throw new MalformedException(
          "kept value", "an end at byte " + at, (bytes.length - at) + " bytes more");
    }
  }

  private int size() {
    int size = small();
    if (size > bytes.length - at) {
      throw new MalformedException(
          "kept value, byte " + at, size + " bytes", (bytes.length - at) + " bytes");
    }
    return size;
  }

  private byte next() {
    if (at == bytes.length) {
      throw new MalformedException("kept value, byte " + at, "a byte", "the end");
    }
    return bytes[at++];
  }
}
