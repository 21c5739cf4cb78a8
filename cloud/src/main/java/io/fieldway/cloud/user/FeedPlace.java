package io.fieldway.cloud.user;

import io.fieldway.cloud.queue.FeedItem;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A place in the feed: a Redis stream's id.
record FeedPlace(long millis, long number) {
  static final FeedPlace BEGINNING = new FeedPlace(0, 0);

  private static final Pattern ID = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  static FeedPlace of(FeedItem item) {
    return parse(item.id())
        .orElseThrow(() -> new IllegalStateException("Redis gave the id " + item.id()));
  }

  /// Empty where the text is no place.
  static Optional<FeedPlace> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher parts = ID.matcher(text);
    return parts.matches()
        ? Optional.of(new FeedPlace(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))))
        : Optional.empty();
  }

  boolean isAfter(FeedPlace other) {
    return millis > other.millis || (millis == other.millis && number > other.number);
  }

  @Override
  public String toString() {
    return millis + "-" + number;
  }
}
