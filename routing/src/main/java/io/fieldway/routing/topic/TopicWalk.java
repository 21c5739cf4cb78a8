package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the filters of a [LevelTree] that match a topic. It is used again for the next topic. The
/// places still to be visited are kept here and not on the thread's stack: one a level at most, for
/// each is a child that begins with `+` while the walk itself goes on with the literal one.
final class TopicWalk {
  private static final int ROOM = 16;
  private static final int NO_MATCH = -1;

  private final Levels topic;
  private final List<Branch<Object>> open = new ArrayList<>(ROOM);
  private int[] openLevels = new int[ROOM];
  private int reached;

  TopicWalk(long seed) {
    topic = new Levels(seed);
  }

  /// Takes the topic apart that is matched next.
  Levels read(String text) {
    return topic.read(text);
  }

  boolean isHuge() {
    return topic.isHuge();
  }

  /// Hands on the value of every filter that matches the topic.
  void match(Branch<Object> root, Consumer<Object> found) {
    open.clear();
    // [MQTT-4.7.2-1] a wildcard in front does not reach the topics that begin with $.
    boolean reserved = topic.text().charAt(0) == TopicText.RESERVED;
    visit(root, 0, !reserved, found);
    while (!open.isEmpty()) {
      Branch<Object> branch = open.removeLast();
      visit(branch, openLevels[open.size()], true, found);
    }
  }

  /// Goes down from a branch that is reached when some levels of the topic are used up.
  private void visit(Branch<Object> top, int from, boolean wildcardsToo, Consumer<Object> found) {
    if (wildcardsToo) {
      wildcards(top, from, found);
    }
    @Var Node<Object> node = literal(top, from, found);
    while (node instanceof Branch<Object> branch) {
      int level = reached;
      wildcards(branch, level, found);
      node = literal(branch, level, found);
    }
  }

  private void wildcards(Branch<Object> branch, int level, Consumer<Object> found) {
    if (branch.multi != null) {
      arrive(branch.multi, level, found);
    }
    Node<Object> single = branch.single;
    if (single != null) {
      int next = arrive(single, level, found);
      if (next != NO_MATCH && single instanceof Branch<Object> below) {
        push(below, next);
      }
    }
  }

  /// The child with the topic's next level in front, if its whole label matches.
  private @Nullable Node<Object> literal(Branch<Object> branch, int level, Consumer<Object> found) {
    if (level == topic.count()) {
      return null;
    }
    Slots<Node<Object>> children = branch.literals;
    int hash = topic.hash(level);
    for (@Var int i = children.first(hash); i >= 0; i = children.next(hash, i)) {
      Node<Object> child = children.at(i);
      if (child != null) {
        int next = arrive(child, level, found);
        if (next != NO_MATCH) {
          reached = next;
          return child;
        }
      }
    }
    return null;
  }

  /// How many levels of the topic are used up at a node, or [#NO_MATCH]; hands on its value if
  /// these are all.
  private int arrive(Node<Object> node, int level, Consumer<Object> found) {
    int next = match(node, level);
    if (next == topic.count() && node.value != null) {
      found.accept(node.value);
    }
    return next;
  }

  private int match(Node<Object> node, int from) {
    String text = node.text;
    @Var int at = node.start;
    @Var int level = from;
    while (true) {
      char first = at < text.length() ? text.charAt(at) : TopicText.SEPARATOR;
      if (first == TopicText.MULTI_LEVEL) {
        return topic.count(); // §4.7.1.2: all that is left, be it nothing
      }
      if (level == topic.count()) {
        return NO_MATCH;
      }
      if (first == TopicText.SINGLE_LEVEL) {
        at++;
      } else if (topic.same(level, text, at)) {
        at += topic.end(level) - topic.start(level);
      } else {
        return NO_MATCH;
      }
      level++;
      if (at == text.length()) {
        return level;
      }
      at++;
    }
  }

  private void push(Branch<Object> branch, int level) {
    if (open.size() == openLevels.length) {
      openLevels = Arrays.copyOf(openLevels, 2 * openLevels.length);
    }
    openLevels[open.size()] = level;
    open.add(branch);
  }
}
