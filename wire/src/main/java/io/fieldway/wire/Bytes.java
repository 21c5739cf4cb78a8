package io.fieldway.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// An immutable run of bytes: pictures, digests, payloads. Records hold this instead of an array.
public final class Bytes {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes copyOf(byte[] content) {
    return content.length == 0 ? EMPTY : new Bytes(content.clone());
  }

  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads hexadecimal digits of either case.
  ///
  /// @throws MalformedException where the text is not an even number of hexadecimal digits
  public static Bytes fromHex(String where, String hex) {
    try {
      return new Bytes(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(where, "hexadecimal digits", Json.brief(hex));
    }
  }

  /// Reads base64url without padding, as SenML's `vd` has it (RFC 8428 §4.3).
  ///
  /// @throws MalformedException where the text is not base64url
  public static Bytes fromBase64Url(String where, String text) {
    try {
      return new Bytes(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(where, "base64url", Json.brief(text));
    }
  }

  /// Copies `size` bytes from `offset` on.
  public static Bytes copyOf(byte[] source, int offset, int size) {
    return size == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(source, offset, offset + size));
  }

  /// Copies the content into an array, which must have room for it.
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(content, 0, target, offset, content.length);
  }

  public byte[] toArray() {
    return content.clone();
  }

  public int size() {
    return content.length;
  }

  public String hex() {
    return HexFormat.of().formatHex(content);
  }

  public String base64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /// The size only: contents do not belong in logs.
  @Override
  public String toString() {
    return content.length + " bytes";
  }
}
