package io.fieldway.cloud.resource;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When a command may begin and when it is too late, as an order says it: `notBefore` (a time), and
/// `deadline` (a time) or `expiresIn` (such as `30s`, from then on), or none of them.
final class Lives {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final int MAX_TEXT = 20;

  private Lives() {}

  /// Until when it is held; empty where that time has come.
  static Optional<Instant> notBefore(Fields order, Instant now) {
    return order.optionalTime("notBefore").filter(now::isBefore);
  }

  /// @throws MalformedException where it is not after its beginning, or too far in the future
  static Instant deadline(
      Fields order, Optional<Instant> notBefore, Instant now, ResourceConfig config) {
    Instant begin = notBefore.orElse(now);
    Instant deadline =
        order.has("deadline")
            ? order.time("deadline")
            : begin.plus(order.has("expiresIn") ? duration(order) : config.commandLife());
    if (!deadline.isAfter(begin)) {
      throw new MalformedException(
          order.path("deadline"),
          notBefore.map(from -> "a time after notBefore, " + from).orElse("a time in the future"),
          Json.brief(deadline.toString()));
    }
    if (deadline.isAfter(now.plus(config.maxCommandLife()))) {
      throw new MalformedException(
          order.path("deadline"),
          "a time within " + config.maxCommandLife().toHours() + "h",
          Json.brief(deadline.toString()));
    }
    return deadline;
  }

  /// The field `expiresIn`.
  static Duration duration(Fields order) {
    Matcher matcher = DURATION.matcher(order.text("expiresIn", MAX_TEXT));
    if (!matcher.matches()) {
      throw order.refused("expiresIn", "a duration such as 30s, 5m or 2h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }
}
