package io.fieldway.node.access;

import com.google.errorprone.annotations.Var;

/// Whether two topic filters have a topic in common.
final class Overlap {
  private static final String MULTI_LEVEL = "#";
  private static final String SINGLE_LEVEL = "+";

  private Overlap() {}

  static boolean of(String one, String other) {
    String[] a = one.split("/", -1);
    String[] b = other.split("/", -1);
    // [MQTT-4.7.2-1] a wildcard in front does not reach the topics that begin with $.
    if ((isWildcard(a[0]) && b[0].startsWith("$")) || (isWildcard(b[0]) && a[0].startsWith("$"))) {
      return false;
    }
    for (@Var int i = 0; i < a.length && i < b.length; i++) {
      if (a[i].equals(MULTI_LEVEL) || b[i].equals(MULTI_LEVEL)) {
        return true;
      }
      if (!a[i].equals(b[i]) && !isWildcard(a[i]) && !isWildcard(b[i])) {
        return false;
      }
    }
    // §4.7.1.2: the multi-level wildcard represents the parent, too: a/# matches a.
    return a.length == b.length || goesOnWithAll(a, b.length) || goesOnWithAll(b, a.length);
  }

  private static boolean goesOnWithAll(String[] levels, int from) {
    return levels.length == from + 1 && levels[from].equals(MULTI_LEVEL);
  }

  private static boolean isWildcard(String level) {
    return level.equals(SINGLE_LEVEL) || level.equals(MULTI_LEVEL);
  }
}
