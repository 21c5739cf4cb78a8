package io.fieldway.node.access;

import com.google.errorprone.annotations.Var;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Optional;

/// SASLprep (RFC 4013): one form for names and passwords that look the same. Its tables are those
/// of Unicode 3.2; here they are those of the JDK's Unicode, so that characters assigned since then
/// are taken and not refused.
final class Saslprep {
  private Saslprep() {}

  /// The prepared text; empty where it has a character that is not allowed.
  static Optional<String> prepare(String text) {
    if (isPlain(text)) {
      return Optional.of(text);
    }
    String normal = Normalizer.normalize(mapped(text), Form.NFKC);
    boolean allowed = normal.codePoints().noneMatch(Saslprep::isProhibited) && runsOneWay(normal);
    return allowed ? Optional.of(normal) : Optional.empty();
  }

  /// A password's prepared bytes. One that is not UTF-8, or not allowed, counts as it stands, as
  /// PostgreSQL does it: MQTT's passwords are binary data.
  static byte[] password(byte[] password) {
    return text(password)
        .flatMap(Saslprep::prepare)
        .map(prepared -> prepared.getBytes(StandardCharsets.UTF_8))
        .orElse(password);
  }

  /// The text of these bytes; empty where they are not UTF-8.
  static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
  }

  /// RFC 4013 §2.1: other spaces become a space, what is commonly mapped to nothing vanishes.
  private static String mapped(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints()
        .filter(c -> !isMappedToNothing(c))
        .map(c -> isOtherSpace(c) ? ' ' : c)
        .forEach(mapped::appendCodePoint);
    return mapped.toString();
  }

  /// RFC 3454 table C.1.2.
  private static boolean isOtherSpace(int c) {
    return c == 0x00A0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200B)
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /// RFC 3454 table B.1, but for the zero width space, which table C.1.2 maps to a space.
  private static boolean isMappedToNothing(int c) {
    return c == 0x00AD
        || c == 0x034F
        || c == 0x1806
        || (c >= 0x180B && c <= 0x180D)
        || c == 0x200C
        || c == 0x200D
        || c == 0x2060
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0xFEFF;
  }

  /// RFC 4013 §2.3: control, private, non-character, surrogate, and what changes the display.
  private static boolean isProhibited(int c) {
    return isOtherSpace(c)
        || switch (Character.getType(c)) {
          case Character.CONTROL, Character.PRIVATE_USE, Character.SURROGATE -> true;
          default -> false;
        }
        || (c & 0xFFFE) == 0xFFFE
        || (c >= 0xFDD0 && c <= 0xFDEF)
        || isInappropriate(c);
  }

  /// RFC 3454 tables C.2.2 and C.6 to C.9.
  private static boolean isInappropriate(int c) {
    return c == 0x06DD
        || c == 0x070F
        || c == 0x180E
        || (c >= 0x200C && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x2063)
        || (c >= 0x206A && c <= 0x206F)
        || (c >= 0x2FF0 && c <= 0x2FFB)
        || c == 0x0340
        || c == 0x0341
        || (c >= 0xFFF9 && c <= 0xFFFD)
        || (c >= 0x1D173 && c <= 0x1D17A)
        || c == 0xE0001
        || (c >= 0xE0020 && c <= 0xE007F);
  }

  /// RFC 3454 §6: a text with right-to-left characters has no left-to-right ones, and begins and
  /// ends with a right-to-left one.
  private static boolean runsOneWay(String text) {
    @Var boolean left = false;
    @Var boolean right = false;
    for (int c : text.codePoints().toArray()) {
      left |= Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
      right |= isRightToLeft(c);
    }
    return !right
        || (!left
            && isRightToLeft(text.codePointAt(0))
            && isRightToLeft(text.codePointBefore(text.length())));
  }

  private static boolean isRightToLeft(int c) {
    byte direction = Character.getDirectionality(c);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }
}
