package io.fieldway.node.journal;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the files of a journal are called.
final class SegmentName {
  /// A segment in the making.
  static final String NEXT = "next.segment";

  /// An emptied segment that waits to be used again.
  static final String SPARE = "spare.segment";

  private static final Pattern NUMBERED = Pattern.compile("(\\d{16})\\.segment");

  private SegmentName() {}

  static String of(long number) {
    return "%016d.segment".formatted(number);
  }

  /// The numbers of the segments among these files, lowest first.
  static List<Long> numbers(List<String> names) {
    return names.stream()
        .map(SegmentName::number)
        .flatMapToLong(OptionalLong::stream)
        .sorted()
        .boxed()
        .toList();
  }

  private static OptionalLong number(String name) {
    Matcher matcher = NUMBERED.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }
}
