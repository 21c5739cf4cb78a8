package io.fieldway.routing.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the filters of a [LevelTree] that cover a filter. It goes down as a [TopicWalk] does with
/// a topic, to the children that begin with a wildcard and to the literal one, but a level of the
/// filter that is a wildcard itself is covered by wildcards alone. Whether all levels are covered
/// is seen where a filter ends.
final class CoverWalk<V> {
  private final Levels filter;
  private final Consumer<? super Node<V>> found;
  private final List<Branch<V>> open = new ArrayList<>();

  CoverWalk(Levels filter, Consumer<? super Node<V>> found) {
    this.filter = filter;
    this.found = found;
  }

  /// Hands on every node whose filter covers the filter.
  void find(Branch<V> root) {
    open.add(root);
    while (!open.isEmpty()) {
      visit(open.removeLast());
    }
  }

  private void visit(Branch<V> branch) {
    arrive(branch.multi);
    if (branch.depth < filter.count()) {
      arrive(branch.single);
      int at = branch.position(filter, branch.depth);
      if (at >= 0) {
        arrive(branch.at(at));
      }
    }
  }

  private void arrive(@Nullable Node<V> node) {
    if (node == null) {
      return;
    }
    if (node instanceof Branch<V> branch && branch.depth <= filter.count()) {
      open.add(branch);
    }
    if (node.value != null && TopicFilter.covers(node.text, filter.text())) {
      found.accept(node);
    }
  }
}
