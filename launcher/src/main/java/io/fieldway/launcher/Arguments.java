package io.fieldway.launcher;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/// Durations as `30s` and addresses as `127.0.0.1:8400`, as the command line writes them.
final class Arguments {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[(?<v6>[^]]+)]|(?<host>[^:]+)):(?<port>\\d{1,5})");

  private Arguments() {}

  static Duration duration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new TypeConversionException(
          "expected a duration such as 500ms, 30s, 5m, 2h or 1d, got \"" + text + '"');
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  static InetSocketAddress address(String text) {
    Matcher parts = ADDRESS.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
      throw new TypeConversionException(
          "expected an address such as 127.0.0.1:8400 or [::1]:8400, got \"" + text + '"');
    }
    String v6 = parts.group("v6");
    return new InetSocketAddress(
        v6 != null ? v6 : parts.group("host"), Integer.parseInt(parts.group("port")));
  }

  /// The address as `host:port`, an IPv6 address in brackets.
  static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
