package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.Optional;

/// What topic names and topic filters have in common: both are UTF-8 strings of levels.
final class TopicText {
  static final char SEPARATOR = '/';
  static final char SINGLE_LEVEL = '+';
  static final char MULTI_LEVEL = '#';
  static final char RESERVED = '$';

  private TopicText() {}

  /// Why a text is neither a topic name nor a topic filter; empty where nothing is wrong so far.
  ///
  /// @param levelsFrom where the levels begin that count, after a share name
  static Optional<String> fault(String text, TopicLimits limits, int levelsFrom) {
    if (text.isEmpty()) {
      return Optional.of("[MQTT-4.7.3-1] expected at least one character, came none");
    }
    @Var int bytes = 0;
    @Var int levels = 1;
    for (@Var int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\0') {
        return Optional.of("[MQTT-4.7.3-2] expected no U+0000, came one as character " + (i + 1));
      }
      if (Character.isSurrogate(c)) {
        if (!isPair(text, i)) {
          return Optional.of(
              "[MQTT-1.5.4-1] expected well-formed Unicode, came half of a surrogate pair as"
                  + " character "
                  + (i + 1));
        }
        i++;
      }
      bytes += utf8Length(c);
      levels += c == SEPARATOR && i >= levelsFrom ? 1 : 0;
    }
    return sizeFault(bytes, levels, limits);
  }

  /// Whether a filter has wildcards. The filter is valid, so that it has them nowhere but as whole
  /// levels.
  static boolean hasWildcard(String filter) {
    return filter.indexOf(SINGLE_LEVEL) >= 0 || filter.indexOf(MULTI_LEVEL) >= 0;
  }

  /// Where the level ends that begins at a place: at its separator or at the end of the text.
  static int levelEnd(String text, int from) {
    int separator = text.indexOf(SEPARATOR, from);
    return separator < 0 ? text.length() : separator;
  }

  private static Optional<String> sizeFault(int bytes, int levels, TopicLimits limits) {
    if (bytes > limits.maximumBytes()) {
      return Optional.of(
          "[MQTT-4.7.3-3] expected at most %d bytes of UTF-8, came %d"
              .formatted(limits.maximumBytes(), bytes));
    }
    return levels > limits.maximumLevels()
        ? Optional.of(
            "expected at most %d levels, came %d".formatted(limits.maximumLevels(), levels))
        : Optional.empty();
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  /// Bytes of a character, or of the whole pair that a surrogate begins.
  private static int utf8Length(char c) {
    if (c < 0x80) {
      return 1;
    }
    if (c < 0x800) {
      return 2;
    }
    return Character.isSurrogate(c) ? 4 : 3;
  }
}
