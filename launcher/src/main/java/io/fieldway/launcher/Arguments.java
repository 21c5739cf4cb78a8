package io.fieldway.launcher;

import io.fieldway.launcher.config.Values;
import io.fieldway.wire.MalformedException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import picocli.CommandLine.TypeConversionException;

/// Durations as `30s` and addresses as `127.0.0.1:8400`, as the command line writes them.
final class Arguments {
  private static final String WHERE = "argument";

  private Arguments() {}

  static Duration duration(String text) {
    return convert(() -> Values.duration(WHERE, text));
  }

  static InetSocketAddress address(String text) {
    return convert(() -> Values.address(WHERE, text));
  }

  /// The address as `host:port`, an IPv6 address in brackets.
  static String text(InetSocketAddress address) {
    return Values.text(address);
  }

  /// picocli names the option itself.
  private static <T> T convert(Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (MalformedException e) {
      throw new TypeConversionException(
          String.valueOf(e.getMessage()).substring(WHERE.length() + 2));
    }
  }
}
