package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Finds the topics of a [LevelTree] that a filter matches, or, where the tree holds filters, those
/// that it covers: below a literal level it follows one child, below `+` it looks at all children,
/// below `#` everything is found. The places still to be visited are kept here and not on the
/// thread's stack, one a level at most.
final class FilterWalk<V> {
  private static final int NO_MATCH = -1;
  private static final int EVERYTHING = -2;

  private final Levels filter;
  private final Consumer<? super Node<V>> found;
  private final Deque<Place<V>> open = new ArrayDeque<>();

  FilterWalk(Levels filter, Consumer<? super Node<V>> found) {
    this.filter = filter;
    this.found = found;
  }

  /// A branch reached when some levels of the filter are used up, and its children still to come.
  private static final class Place<V> {
    final Branch<V> branch;
    final int level;
    private int next;

    Place(Branch<V> branch, int level) {
      this.branch = branch;
      this.level = level;
    }
  }

  /// Hands on every node whose topic the filter matches, or whose filter it covers.
  void match(Branch<V> root) {
    open.push(new Place<>(root, 0));
    while (!open.isEmpty()) {
      Place<V> place = open.peek();
      if (isWildcard(place.level)) {
        nextChild(place);
      } else {
        open.pop();
        literal(place);
      }
    }
  }

  private void literal(Place<V> place) {
    if (place.level < filter.count()) {
      int position = place.branch.position(filter, place.level);
      if (position != Branch.NOWHERE) {
        arrive(place.branch.at(position), place.level);
      }
    }
  }

  private void nextChild(Place<V> place) {
    while (place.next < place.branch.places()) {
      Node<V> child = place.branch.in(place.next++);
      if (child != null && !isReserved(child, place.level)) {
        arrive(child, place.level);
        return;
      }
    }
    open.pop();
  }

  private void arrive(Node<V> node, int from) {
    int level = match(node, from);
    if (level == EVERYTHING) {
      LevelTree.below(node, found);
    } else if (level != NO_MATCH) {
      if (level == filter.count() && node.value != null) {
        found.accept(node);
      }
      if (node instanceof Branch<V> branch) {
        open.push(new Place<>(branch, level));
      }
    }
  }

  /// How many levels of the filter are used up at a node.
  private int match(Node<V> node, int from) {
    String text = node.text;
    @Var int at = node.start;
    @Var int level = from;
    while (true) {
      if (filter.is(level, TopicText.MULTI_LEVEL)) {
        return EVERYTHING;
      }
      if (level == filter.count()
          || (filter.is(level, TopicText.SINGLE_LEVEL)
              ? isMultiLevel(text, at)
              : !filter.same(level, text, at))) {
        return NO_MATCH;
      }
      level++;
      int end = TopicText.levelEnd(text, at);
      if (end == text.length()) {
        // §4.7.1.2: the multi-level wildcard represents the parent, too: a/# matches a.
        return filter.is(level, TopicText.MULTI_LEVEL) ? EVERYTHING : level;
      }
      at = end + 1;
    }
  }

  /// Valid texts have no level that begins with it but this wildcard.
  private static boolean isMultiLevel(String text, int at) {
    return at < text.length() && text.charAt(at) == TopicText.MULTI_LEVEL;
  }

  private boolean isWildcard(int level) {
    return filter.is(level, TopicText.SINGLE_LEVEL) || filter.is(level, TopicText.MULTI_LEVEL);
  }

  /// [MQTT-4.7.2-1] a wildcard in front does not reach the topics that begin with $.
  private static <V> boolean isReserved(Node<V> child, int level) {
    return level == 0 && child.text.startsWith("$");
  }
}
