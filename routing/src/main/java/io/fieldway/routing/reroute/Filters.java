package io.fieldway.routing.reroute;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicMap;
import io.fieldway.routing.topic.TopicTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/// A set of topics, given by filters, and compared by the topics and not by how the filters are
/// spelled: `a/#` is the same as `a` and `a/+/#` together.
///
/// **Goals.** To say exactly whether every topic of one set is in another, also where no single
/// filter covers; quickly, for sets of a thousand filters.
///
/// **Constraints.** Filters are valid and have no share name. Topics have as many levels and words
/// as they please.
///
/// **Algorithm.** All topics of a filter that have the same number of levels are alike to any other
/// filter, but for words that stand in one of them literally. So a filter is asked for by one topic
/// for each number of levels, with a word for each wildcard that stands in no filter, as no topic
/// can have it (the character U+0000, \[MQTT-4.7.3-2\]): `a/#` by `a`, `a/?`, `a/?/?`, up to one
/// level more than the other set's longest filter, from where on only `#` matches, and matches all.
public final class Filters {
  public static final Filters NONE = new Filters(List.of());

  private static final String UNHEARD = "\0";

  private final SortedSet<String> texts = new TreeSet<>();
  private final TopicTree<Boolean> tree = new TopicTree<>();
  private final TopicMap<Boolean> topics = new TopicMap<>();
  private final List<String> wildcards = new ArrayList<>();
  private final int longest;

  private Filters(Collection<String> filters) {
    @Var int levels = 0;
    for (String filter : filters) {
      String text = TopicFilter.canonical(filter);
      tree.add(text, true);
      texts.add(text);
      if (isWild(text)) {
        wildcards.add(text);
      } else {
        topics.put(text, true);
      }
      levels = Math.max(levels, levels(text));
    }
    longest = levels;
  }

  /// The topics that any of the filters matches; a topic is a filter that matches itself.
  ///
  /// @throws IllegalArgumentException where one is not a valid filter
  public static Filters of(Collection<String> filters) {
    return filters.isEmpty() ? NONE : new Filters(filters);
  }

  /// The filters, sorted.
  public List<String> texts() {
    return List.copyOf(texts);
  }

  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /// How many filters there are.
  int size() {
    return texts.size();
  }

  /// Whether every topic of a filter is in this set.
  public boolean covers(String filter) {
    String text = TopicFilter.canonical(filter);
    if (!text.endsWith("#")) {
      return hasTopic(text.replace("+", UNHEARD));
    }
    // §4.7.1.2: the multi-level wildcard represents the parent, too, but no topic is empty.
    String parent = text.length() < 2 ? "" : text.substring(0, text.length() - 2);
    @Var String topic = parent.replace("+", UNHEARD);
    @Var int level = text.equals("#") ? 0 : levels(parent);
    if (!topic.isEmpty() && !hasTopic(topic)) {
      return false;
    }
    do {
      topic = level == 0 ? UNHEARD : topic + "/" + UNHEARD;
      level++;
      if (!hasTopic(topic)) {
        return false;
      }
    } while (level <= longest);
    return true;
  }

  /// Whether every topic of this set is in another.
  public boolean isWithin(Filters other) {
    return texts.stream().allMatch(other::covers);
  }

  /// Whether some topic of a filter is in this set.
  public boolean meets(String filter) {
    if (!isWild(filter)) {
      return hasTopic(filter);
    }
    boolean[] found = new boolean[1];
    topics.match(filter, (topic, value) -> found[0] = true);
    return found[0] || wildcards.stream().anyMatch(each -> TopicFilter.overlaps(each, filter));
  }

  /// Whether some topic is in this set and in another.
  public boolean meets(Filters other) {
    return size() < other.size()
        ? texts.stream().anyMatch(other::meets)
        : other.texts.stream().anyMatch(this::meets);
  }

  /// How much of both sets' filters the two have in common, in halves of a filter: two for each
  /// whose topics are all in both, one for each of which some are.
  static int halvesShared(Filters one, Filters other) {
    @Var int halves = 0;
    for (String filter : union(one, other)) {
      Filters where = one.texts.contains(filter) ? other : one;
      if (one.texts.contains(filter) && other.texts.contains(filter)) {
        halves += 2;
      } else if (where.meets(filter)) {
        halves += where.covers(filter) ? 2 : 1;
      }
    }
    return halves;
  }

  /// The filters of both sets, each once.
  static SortedSet<String> union(Filters one, Filters other) {
    SortedSet<String> all = new TreeSet<>(one.texts);
    all.addAll(other.texts);
    return all;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Filters that && texts.equals(that.texts);
  }

  @Override
  public int hashCode() {
    return texts.hashCode();
  }

  @Override
  public String toString() {
    return texts.toString();
  }

  private boolean hasTopic(String topic) {
    boolean[] found = new boolean[1];
    tree.match(topic, each -> found[0] = true);
    return found[0];
  }

  private static boolean isWild(String filter) {
    return filter.indexOf('+') >= 0 || filter.indexOf('#') >= 0;
  }

  private static int levels(String filter) {
    return 1 + (int) filter.chars().filter(c -> c == '/').count();
  }
}
