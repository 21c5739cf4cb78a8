package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which filters to subscribe to so that everything wanted comes, and comes once.
///
/// **Goals.** Nothing beyond the bounds is subscribed, and nothing that is wanted is missed. No two
/// filters overlap: a broker may send a message once for each that matches (MQTT 5 §3.3.4).
///
/// **Constraints.** No filter begins with `$`; no two bounds overlap; at most so many filters.
///
/// **Algorithm.** Each wanted filter is cut with each bound, level by level, which leaves one
/// filter or none: of `+/temp` and `plant/#` it is `plant/temp`. Two that overlap become the
/// narrowest one that covers both: `a/+` and `+/b` become `+/+`. It lies within the bound that both
/// lie within, for where the bound names a level both have it. Where more are left than there may
/// be, the bounds themselves are subscribed: more comes than is wanted, and nothing is lost.
final class FilterSet {
  private static final String MULTI = "#";
  private static final String SINGLE = "+";

  private FilterSet() {}

  /// The filters to subscribe to, and whether they are the bounds for want of room.
  record Chosen(SortedSet<String> filters, boolean widened) {}

  static Chosen choose(List<String> wanted, List<String> bounds, int most) {
    SortedSet<String> within = new TreeSet<>();
    for (String each : wanted) {
      for (String bound : bounds) {
        Optional<String> left = cut(each, bound);
        if (left.isPresent()) {
          within.add(TopicFilter.canonical(left.get()));
        }
      }
      if (within.size() > most) {
        return new Chosen(new TreeSet<>(bounds), true);
      }
    }
    return new Chosen(apart(within), false);
  }

  /// The same without overlaps.
  static SortedSet<String> apart(Collection<String> filters) {
    List<String> apart = new ArrayList<>();
    for (String each : filters) {
      @Var String joined = each;
      @Var int i = 0;
      while (i < apart.size()) {
        if (TopicFilter.overlaps(apart.get(i), joined)) {
          joined = join(apart.remove(i), joined);
          i = 0;
        } else {
          i++;
        }
      }
      apart.add(joined);
    }
    return new TreeSet<>(apart);
  }

  /// What both match, as one filter; empty where that is nothing.
  static Optional<String> cut(String one, String other) {
    if (!TopicFilter.overlaps(one, other)) {
      return Optional.empty();
    }
    String[] a = one.split("/", -1);
    String[] b = other.split("/", -1);
    List<String> levels = new ArrayList<>();
    for (@Var int i = 0; ; i++) {
      boolean restOfB = i >= a.length || a[i].equals(MULTI);
      boolean restOfA = i >= b.length || b[i].equals(MULTI);
      if (restOfB || restOfA) {
        String[] longer = restOfB ? b : a;
        boolean shorterEnds = restOfB ? i >= a.length : i >= b.length;
        for (@Var int j = i; !shorterEnds && j < longer.length; j++) {
          levels.add(longer[j]);
        }
        return Optional.of(String.join("/", levels));
      }
      levels.add(a[i].equals(SINGLE) ? b[i] : a[i]);
    }
  }

  /// The narrowest filter that covers both, which overlap.
  static String join(String one, String other) {
    String[] a = one.split("/", -1);
    String[] b = other.split("/", -1);
    List<String> levels = new ArrayList<>();
    for (@Var int i = 0; i < Math.max(a.length, b.length); i++) {
      if (i >= a.length || i >= b.length || a[i].equals(MULTI) || b[i].equals(MULTI)) {
        levels.add(MULTI);
        break;
      }
      levels.add(a[i].equals(b[i]) ? a[i] : SINGLE);
    }
    return TopicFilter.canonical(String.join("/", levels));
  }
}
