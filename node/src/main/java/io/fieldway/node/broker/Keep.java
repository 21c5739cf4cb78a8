package io.fieldway.node.broker;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much of a topic is kept for those who subscribe later.
public sealed interface Keep {
  Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
  Pattern DURATION = Pattern.compile("([1-9]\\d{0,8})([smhd])");
  Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  /// Nothing, not even a retained message.
  record None() implements Keep {
    @Override
    public String toString() {
      return "none";
    }
  }

  /// The last messages of the topic, so many.
  record Messages(int count) implements Keep {
    /// @throws IllegalArgumentException unless it is one at least
    public Messages {
      if (count < 1) {
        throw new IllegalArgumentException("a topic keeps one message at least, not " + count);
      }
    }

    @Override
    public String toString() {
      return count == 1 ? "last" : Integer.toString(count);
    }
  }

  /// What has come within a time.
  ///
  /// @param text as it was written
  record During(Duration time, String text) implements Keep {
    @Override
    public String toString() {
      return text;
    }
  }

  /// Reads `none`, `last`, a number of messages or a duration such as `10m`.
  ///
  /// @throws IllegalArgumentException where the text is none of them
  static Keep parse(String text) {
    return switch (text) {
      case "none" -> new None();
      case "last" -> new Messages(1);
      default -> {
        if (NUMBER.matcher(text).matches()) {
          yield new Messages(Integer.parseInt(text));
        }
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
          throw new IllegalArgumentException(
              "expected none, last, a number of messages or a duration such as 10m, got " + text);
        }
        Duration unit = UNITS.getOrDefault(parts.group(2), Duration.ZERO);
        yield new During(unit.multipliedBy(Long.parseLong(parts.group(1))), text);
      }
    };
  }
}
