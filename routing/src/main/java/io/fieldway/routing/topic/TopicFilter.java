package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.Optional;

/// What a client subscribes to: a topic filter, shared with others or not (MQTT 5 §4.7 and §4.8.2).
///
/// @param shareName `group` of `$share/group/sport/#`
/// @param filter the filter proper, `sport/#`, which is what topics are matched with
public record TopicFilter(Optional<String> shareName, String filter) {
  private static final String SHARE = "$share/";

  /// @throws IllegalArgumentException where a wildcard stands in a wrong place
  public TopicFilter {
    requireValid(filter);
  }

  /// Reads the text of a subscription.
  ///
  /// @throws InvalidTopicException with the reason, where it is not a valid filter
  public static TopicFilter parse(String text, TopicLimits limits) throws InvalidTopicException {
    boolean shared = text.startsWith(SHARE);
    int nameEnd = shared ? TopicText.levelEnd(text, SHARE.length()) : -1;
    @Var Optional<String> fault = TopicText.fault(text, limits, nameEnd + 1);
    if (fault.isEmpty() && shared) {
      fault = shareFault(text, nameEnd);
    }
    if (fault.isEmpty()) {
      fault = wildcardFault(text, nameEnd + 1);
    }
    if (fault.isPresent()) {
      throw new InvalidTopicException(fault.get());
    }
    return shared
        ? new TopicFilter(
            Optional.of(text.substring(SHARE.length(), nameEnd)), text.substring(nameEnd + 1))
        : new TopicFilter(Optional.empty(), text);
  }

  /// The text of the subscription, as it was read.
  public String text() {
    return shareName.map(name -> SHARE + name + TopicText.SEPARATOR + filter).orElse(filter);
  }

  /// Whether a topic is among those the filter stands for. The share name has no part in it.
  public boolean matches(String topic) {
    return matches(filter, topic);
  }

  /// Whether every topic that another filter matches is matched by this one. Share names have no
  /// part in it.
  public boolean covers(TopicFilter other) {
    return covers(filter, other.filter);
  }

  /// Whether a valid filter matches a valid topic. A topic, read as a filter, stands for itself
  /// alone, so that to match it is to cover it.
  public static boolean matches(String filter, String topic) {
    return covers(filter, topic);
  }

  /// Whether a valid filter matches every topic that another valid filter matches: `a/#` covers
  /// `a/b/+`, and `a`.
  public static boolean covers(String filter, String other) {
    if (beginsWithWildcard(filter) && other.charAt(0) == TopicText.RESERVED) {
      return false; // [MQTT-4.7.2-1] a wildcard in front does not reach topics that begin with $
    }
    String reached = withoutParent(other);
    @Var int f = 0;
    @Var int o = 0;
    while (true) {
      int filterEnd = TopicText.levelEnd(filter, f);
      if (isLevel(filter, f, filterEnd, TopicText.MULTI_LEVEL)) {
        return true;
      }
      int otherEnd = TopicText.levelEnd(reached, o);
      if (isLevel(reached, o, otherEnd, TopicText.MULTI_LEVEL)
          || (!isLevel(filter, f, filterEnd, TopicText.SINGLE_LEVEL)
              && !sameLevel(filter, f, filterEnd, reached, o, otherEnd))) {
        return false;
      }
      boolean filterGoesOn = filterEnd < filter.length();
      if (otherEnd == reached.length()) {
        // §4.7.1.2: the multi-level wildcard represents the parent, too: a/# matches a.
        return !filterGoesOn
            || isLevel(filter, filterEnd + 1, filter.length(), TopicText.MULTI_LEVEL);
      }
      if (!filterGoesOn) {
        return false;
      }
      f = filterEnd + 1;
      o = otherEnd + 1;
    }
  }

  /// Whether two valid filters match a topic in common: `a/+` and `+/b` overlap in `a/b`.
  public static boolean overlaps(String filter, String other) {
    if ((beginsWithWildcard(filter) && other.charAt(0) == TopicText.RESERVED)
        || (beginsWithWildcard(other) && filter.charAt(0) == TopicText.RESERVED)) {
      return false; // [MQTT-4.7.2-1]
    }
    String one = withoutParent(filter);
    String two = withoutParent(other);
    @Var int i = 0;
    @Var int j = 0;
    while (true) {
      int iEnd = TopicText.levelEnd(one, i);
      int jEnd = TopicText.levelEnd(two, j);
      if (isLevel(one, i, iEnd, TopicText.MULTI_LEVEL)
          || isLevel(two, j, jEnd, TopicText.MULTI_LEVEL)) {
        return true;
      }
      if (!isLevel(one, i, iEnd, TopicText.SINGLE_LEVEL)
          && !isLevel(two, j, jEnd, TopicText.SINGLE_LEVEL)
          && !sameLevel(one, i, iEnd, two, j, jEnd)) {
        return false;
      }
      boolean oneEnds = iEnd == one.length();
      boolean twoEnds = jEnd == two.length();
      if (oneEnds || twoEnds) {
        // §4.7.1.2: the multi-level wildcard represents the parent, too: a/# overlaps a.
        return oneEnds == twoEnds
            || (twoEnds
                ? isLevel(one, iEnd + 1, one.length(), TopicText.MULTI_LEVEL)
                : isLevel(two, jEnd + 1, two.length(), TopicText.MULTI_LEVEL));
      }
      i = iEnd + 1;
      j = jEnd + 1;
    }
  }

  /// The shorter of two spellings of one filter: `#` for `+/#`, `/#` for `/+/#`; any other filter
  /// has but one.
  public static String canonical(String filter) {
    return switch (filter) {
      case "+/#" -> "#";
      case "/+/#" -> "/#";
      default -> filter;
    };
  }

  /// @throws IllegalArgumentException where a text that should have been read by [#parse] was not
  static void requireValid(String filter) {
    Optional<String> fault =
        filter.isEmpty() ? Optional.of("[MQTT-4.7.3-1] it is empty") : wildcardFault(filter, 0);
    if (fault.isPresent()) {
      throw new IllegalArgumentException("not a topic filter: " + fault.get());
    }
  }

  private static Optional<String> shareFault(String text, int nameEnd) {
    String name = text.substring(SHARE.length(), nameEnd);
    if (name.isEmpty()) {
      return Optional.of(
          "[MQTT-4.8.2-1] expected a share name of at least one character after $share/");
    }
    if (TopicText.hasWildcard(name)) {
      return Optional.of("[MQTT-4.8.2-2] expected a share name without + and #");
    }
    return nameEnd + 1 < text.length()
        ? Optional.empty()
        : Optional.of("[MQTT-4.8.2-2] expected / and a topic filter after the share name");
  }

  private static Optional<String> wildcardFault(String text, int from) {
    for (@Var int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == TopicText.SINGLE_LEVEL && !(beginsLevel(text, from, i) && endsLevel(text, i))) {
        return Optional.of(
            "[MQTT-4.7.1-2] expected + to be a whole level, came other characters beside it at"
                + " character "
                + (i + 1));
      }
      if (c == TopicText.MULTI_LEVEL && !(beginsLevel(text, from, i) && i + 1 == text.length())) {
        return Optional.of(
            "[MQTT-4.7.1-1] expected # to be the last level and whole, came something beside it at"
                + " character "
                + (i + 1));
      }
    }
    return Optional.empty();
  }

  private static boolean beginsLevel(String text, int from, int at) {
    return at == from || text.charAt(at - 1) == TopicText.SEPARATOR;
  }

  private static boolean endsLevel(String text, int at) {
    return at + 1 == text.length() || text.charAt(at + 1) == TopicText.SEPARATOR;
  }

  /// The same filter, spelled so that its multi-level wildcard need not represent a parent that no
  /// topic has the name of: every topic has a first level, and none is empty.
  static String withoutParent(String filter) {
    return switch (filter) {
      case "#" -> "+/#";
      case "/#" -> "/+/#";
      default -> filter;
    };
  }

  private static boolean beginsWithWildcard(String filter) {
    char first = filter.charAt(0);
    return first == TopicText.SINGLE_LEVEL || first == TopicText.MULTI_LEVEL;
  }

  private static boolean isLevel(String text, int from, int to, char wildcard) {
    return to - from == 1 && text.charAt(from) == wildcard;
  }

  private static boolean sameLevel(
      String one, int oneFrom, int oneTo, String other, int otherFrom, int otherTo) {
    return oneTo - oneFrom == otherTo - otherFrom
        && one.regionMatches(oneFrom, other, otherFrom, oneTo - oneFrom);
  }
}
