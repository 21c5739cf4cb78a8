package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Finds the filters of a [LevelTree] that match a topic. It is used again for the next topic. The
/// places still to be visited are kept here and not on the thread's stack: one a level at most, for
/// each is a child that begins with `+` while the walk itself goes on with the literal one.
///
/// On its way down it compares nothing but the hash of a label's first level. Whether all the
/// levels really are the topic's is seen where a filter ends, whose text is the whole way: texts
/// lie scattered in memory, and so each match reads one.
final class TopicWalk {
  private static final int ROOM = 16;

  private final Levels topic;
  private final List<Branch<Object>> open = new ArrayList<>(ROOM);

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

  /// Calls for the subscribers of every filter that matches the topic.
  <T> void match(Branch<Object> root, Consumer<? super T> found) {
    open.clear();
    if (topic.text().charAt(0) == TopicText.RESERVED) {
      // [MQTT-4.7.2-1] a wildcard in front does not reach the topics that begin with $.
      literal(root, found);
    } else {
      open.add(root);
    }
    while (!open.isEmpty()) {
      visit(open.removeLast(), found);
    }
  }

  private <T> void visit(Branch<Object> branch, Consumer<? super T> found) {
    // §4.7.1.2: the multi-level wildcard stands for all that is left, be it nothing.
    if (branch.multi != null) {
      arrive(branch.multi, found);
    }
    if (branch.depth < topic.count()) {
      if (branch.single != null) {
        arrive(branch.single, found);
      }
      literal(branch, found);
    }
  }

  private <T> void literal(Branch<Object> branch, Consumer<? super T> found) {
    Slots<Node<Object>> children = branch.literals;
    int hash = topic.hash(branch.depth);
    for (@Var int i = children.first(hash); i >= 0; i = children.next(hash, i)) {
      Node<Object> child = children.at(i);
      if (child != null) {
        arrive(child, found);
      }
    }
  }

  private <T> void arrive(Node<Object> node, Consumer<? super T> found) {
    if (node instanceof Branch<Object> branch && branch.depth <= topic.count()) {
      open.add(branch);
      if (branch.depth < topic.count()) {
        return;
      }
    }
    if (node.value != null && matches(node.text)) {
      Subscribers.forEach(node.value, found);
    }
  }

  private boolean matches(String filter) {
    @Var int at = 0;
    @Var int level = 0;
    while (true) {
      char first = at < filter.length() ? filter.charAt(at) : TopicText.SEPARATOR;
      if (first == TopicText.MULTI_LEVEL) {
        return true;
      }
      if (level == topic.count()) {
        return false;
      }
      if (first == TopicText.SINGLE_LEVEL) {
        at++;
      } else if (topic.same(level, filter, at)) {
        at += topic.end(level) - topic.start(level);
      } else {
        return false;
      }
      level++;
      if (at == filter.length()) {
        return level == topic.count();
      }
      at++;
    }
  }
}
