package io.fieldway.node.kept;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.nio.charset.StandardCharsets;

/// Takes the bytes of one value apart, as [KeptWriter] has put them together.
public final class KeptReader {
  private final String what;
  private final byte[] bytes;
  @Var private int at;

  KeptReader(Bytes bytes) {
    this("kept value", bytes);
  }

  /// @param what it is that is read, for the refusal
  public KeptReader(String what, Bytes bytes) {
    this.what = what;
    this.bytes = bytes.toArray();
  }

  /// A number.
  ///
  /// @throws MalformedException where there is none, as all others here do
  public long number() {
    @Var long number = 0;
    for (@Var int shift = 0; shift < 64; shift += 7) {
      byte next = next();
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new MalformedException(what + ", byte " + at, "a number of ten bytes at most", "more");
  }

  /// A number that an int can hold, not below 0.
  public int small() {
    long number = number();
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new MalformedException(what + ", byte " + at, "a small number", "" + number);
    }
    return (int) number;
  }

  /// A byte that is 0 or 1.
  public boolean flag() {
    byte flag = next();
    if (flag != 0 && flag != 1) {
      throw new MalformedException(what + ", byte " + at, "0 or 1", "" + flag);
    }
    return flag == 1;
  }

  /// A text.
  public String text() {
    int size = size();
    String text = new String(bytes, at, size, StandardCharsets.UTF_8);
    at += size;
    return text;
  }

  /// Binary data.
  public Bytes binary() {
    int size = size();
    Bytes binary = Bytes.copyOf(bytes, at, size);
    at += size;
    return binary;
  }

  /// Whether nothing follows.
  public boolean isAtEnd() {
    return at == bytes.length;
  }

  /// Makes sure that nothing follows.
  public void end() {
    if (at != bytes.length) {
      throw new MalformedException(
          what, "an end at byte " + at, (bytes.length - at) + " bytes more");
    }
  }

  private int size() {
    int size = small();
    if (size > bytes.length - at) {
      throw new MalformedException(
          what + ", byte " + at, size + " bytes", (bytes.length - at) + " bytes");
    }
    return size;
  }

  private byte next() {
    if (at == bytes.length) {
      throw new MalformedException(what + ", byte " + at, "a byte", "the end");
    }
    return bytes[at++];
  }
}
