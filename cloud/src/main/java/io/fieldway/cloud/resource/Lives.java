package io.fieldway.cloud.resource;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When it is too late to begin, as an order says it: `deadline` (a time), or `expiresIn` (such as
/// `30s`), or neither.
final class Lives {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final int MAX_TEXT = 20;

  private Lives() {}

  /// @throws MalformedException where it is not in the future, or too far in it
  static Instant deadline(Fields order, Instant now, ResourceConfig config) {
    Instant deadline =
        order.has("deadline")
            ? order.time("deadline")
            : now.plus(order.has("expiresIn") ? duration(order) : config.commandLife());
    if (!deadline.isAfter(now)) {
      throw new MalformedException(
          order.path("deadline"), "a time in the future", Json.brief(deadline.toString()));
    }
    if (deadline.isAfter(now.plus(config.maxCommandLife()))) {
      throw new MalformedException(
          order.path("deadline"),
          "a time within " + config.maxCommandLife().toHours() + "h",
          Json.brief(deadline.toString()));
    }
    return deadline;
  }

  private static Duration duration(Fields order) {
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
