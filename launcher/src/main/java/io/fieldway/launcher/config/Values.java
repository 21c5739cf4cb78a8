package io.fieldway.launcher.config;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.config.Key;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Single values as texts: durations as `30s`, sizes as `64MiB`, addresses as `127.0.0.1:1883`.
public final class Values {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(B|KiB|MiB|GiB|TiB)?");
  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\[(?<v6>[^]]+)]|(?<host>[^:\\s]+)):(?<port>\\d{1,5})");
  private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final Map<String, Duration> TIME_UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Values() {}

  /// A length of time.
  ///
  /// @throws MalformedException where the text is none
  public static Duration duration(String where, String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw refuse(where, "a duration such as 500ms, 30s, 5m, 2h or 1d", text);
    }
    Duration unit = TIME_UNITS.getOrDefault(parts.group(2), Duration.ZERO);
    return unit.multipliedBy(Long.parseLong(parts.group(1)));
  }

  /// An address, with its host looked up.
  ///
  /// @throws MalformedException where the text is none
  public static InetSocketAddress address(String where, String text) {
    Matcher parts = ADDRESS.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group("port")) > 65_535) {
      throw refuse(where, "an address such as 127.0.0.1:1883 or [::1]:1883", text);
    }
    String v6 = parts.group("v6");
    return new InetSocketAddress(
        v6 != null ? v6 : parts.group("host"), Integer.parseInt(parts.group("port")));
  }

  /// The address as `host:port`, an IPv6 address in brackets.
  public static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  /// Reads a value of a component's type.
  ///
  /// @param base what a relative path is relative to
  static Object parse(String where, Class<?> type, Key key, String text, Path base) {
    if (type == boolean.class) {
      return flag(where, text);
    } else if (type == int.class) {
      return Math.toIntExact(number(where, key, text, Integer.MAX_VALUE));
    } else if (type == long.class) {
      return number(where, key, text, Long.MAX_VALUE);
    } else if (type == String.class) {
      return text;
    } else if (type == Duration.class) {
      return duration(where, text);
    } else if (type == InetSocketAddress.class) {
      return address(where, text);
    } else if (type == Path.class) {
      return path(where, text, base);
    } else if (type.isEnum()) {
      return choice(where, type, text);
    }
    return parsed(where, type, text);
  }

  /// The text that reads as the value.
  static String format(Key key, Object value) {
    return switch (value) {
      case Duration duration -> format(duration);
      case InetSocketAddress address -> text(address);
      case Enum<?> choice -> kebab(choice.name());
      case Integer number when key.size() -> size(number);
      case Long number when key.size() -> size(number);
      default -> value.toString();
    };
  }

  /// What can be written for the type, in a word or two.
  static String expected(Class<?> type, Key key) {
    if (type == boolean.class) {
      return "true or false";
    } else if (type == int.class || type == long.class) {
      return key.size() ? "a size such as 64MiB" : "a whole number";
    } else if (type == Duration.class) {
      return "a duration such as 30s";
    } else if (type == InetSocketAddress.class) {
      return "an address such as 127.0.0.1:1883";
    } else if (type == Path.class) {
      return "a path";
    } else if (type.isEnum()) {
      return choices(type);
    }
    return "a text";
  }

  /// `AT_ONCE` as `at-once`.
  static String kebab(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean flag(String where, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refuse(where, "true or false", text);
    };
  }

  private static long number(String where, Key key, String text, long limit) {
    long most = Math.min(key.most(), limit);
    long number = key.size() ? bytes(where, text) : plain(where, text);
    if (number < key.least() || number > most) {
      String least = key.size() ? size(key.least()) : Long.toString(key.least());
      String greatest = key.size() ? size(most) : Long.toString(most);
      throw refuse(
          where,
          most == Long.MAX_VALUE ? "at least " + least : "between " + least + " and " + greatest,
          text);
    }
    return number;
  }

  private static long plain(String where, String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw refuse(where, "a whole number", text);
    }
    return Long.parseLong(text);
  }

  private static long bytes(String where, String text) {
    Matcher parts = SIZE.matcher(text);
    if (!parts.matches()) {
      throw refuse(where, "a size such as 512B, 64KiB, 64MiB or 2GiB", text);
    }
    int power = parts.group(2) == null ? 0 : SIZE_UNITS.indexOf(parts.group(2));
    try {
      return Math.multiplyExact(Long.parseLong(parts.group(1)), 1L << (10 * power));
    } catch (ArithmeticException e) {
      throw refuse(where, "fewer bytes", text);
    }
  }

  private static Path path(String where, String text, Path base) {
    try {
      return text.isEmpty() ? base : base.resolve(text);
    } catch (InvalidPathException e) {
      throw refuse(where, "a path", text);
    }
  }

  private static Object choice(String where, Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> kebab(((Enum<?>) each).name()).equals(text))
        .findFirst()
        .orElseThrow(() -> refuse(where, choices(type), text));
  }

  private static String choices(Class<?> type) {
    List<String> all =
        Arrays.stream(type.getEnumConstants()).map(each -> kebab(((Enum<?>) each).name())).toList();
    return String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
  }

  private static Object parsed(String where, Class<?> type, String text) {
    try {
      Method parse = type.getMethod("parse", String.class);
      if (Modifier.isStatic(parse.getModifiers())) {
        return parse.invoke(null, text);
      }
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof MalformedException
          || e.getCause() instanceof IllegalArgumentException) {
        throw new IllegalArgumentException(where + ": " + e.getCause().getMessage(), e);
      }
      throw new IllegalStateException(type + " cannot be parsed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " has no public parse(String)", e);
    }
    throw new IllegalStateException("parse of " + type + " is not static");
  }

  private static String format(Duration duration) {
    for (String unit : List.of("d", "h", "m", "s")) {
      Duration length = TIME_UNITS.getOrDefault(unit, Duration.ZERO);
      long amount = duration.dividedBy(length);
      if (amount > 0 && length.multipliedBy(amount).equals(duration)) {
        return amount + unit;
      }
    }
    return duration.isZero() ? "0s" : duration.toMillis() + "ms";
  }

  private static String size(long bytes) {
    for (int power = SIZE_UNITS.size() - 1; power > 0; power--) {
      long unit = 1L << (10 * power);
      if (bytes >= unit && bytes % unit == 0) {
        return bytes / unit + SIZE_UNITS.get(power);
      }
    }
    return bytes + "B";
  }

  private static MalformedException refuse(String where, String expected, String text) {
    return new MalformedException(where, expected, Json.brief(text));
  }
}
