package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Values by topics or by filters, as a tree of levels; who looks something up by wildcards walks
/// it.
///
/// **Goals.** A walk sees only what can match. Memory a key is a leaf of 24 bytes and its slot;
/// what keys have in common is stored once. Removing everything gives the memory back.
///
/// **Constraints.** One thread. Keys are not empty, and where they have wildcards these are whole
/// levels. Keys may have as many levels as they like: nothing recurs.
///
/// **Algorithm.** A radix tree (Morrison 1968, PATRICIA) over levels instead of bits: a node's
/// label is as many levels as it has in common with all below it, so that every [Branch] but the
/// root holds a value or parts at least two ways, and there are fewer branches than keys. With
/// `a/b/c/x`, `a/b/c/y/z` and `a/+`:
///
/// ```
/// (root) ─ a ─┬─ b/c ─┬─ x
///             │       └─ y/z
///             └─ +
/// ```
///
/// Adding `a/b/d` cuts the label `b/c` in two; removing it joins them again. No label is copied: it
/// is a part of the text of its own key, or, in a branch, of the way to it.
final class LevelTree<V> {
  private final Branch<V> root = new Branch<>("", 0, 0, null);
  private int size;

  /// The branch that all keys are below of; its own text and label mean nothing.
  Branch<V> root() {
    return root;
  }

  int size() {
    return size;
  }

  @Nullable V get(Levels key) {
    @Var Branch<V> branch = root;
    @Var int level = 0;
    while (true) {
      int position = branch.position(key, level);
      if (position == Branch.NOWHERE) {
        return null;
      }
      Node<V> child = branch.at(position);
      level += common(child, key, level);
      if (level == key.count()) {
        return endsWith(child, key, level) ? child.value : null;
      }
      if (!(child instanceof Branch<V> below) || !endsWith(child, key, level)) {
        return null;
      }
      branch = below;
    }
  }

  /// The former value, or null.
  @Nullable V put(Levels key, V value) {
    Node<V> node = nodeFor(key);
    V former = node.value;
    size += former == null ? 1 : 0;
    node.value = value;
    return former;
  }

  /// The removed value, or null.
  @Nullable V remove(Levels key) {
    @Var Branch<V> above = root;
    @Var int aboveAt = Branch.NOWHERE;
    @Var Branch<V> branch = root;
    @Var int level = 0;
    while (true) {
      int at = branch.position(key, level);
      if (at == Branch.NOWHERE) {
        return null;
      }
      Node<V> child = branch.at(at);
      level += common(child, key, level);
      if (!endsWith(child, key, level)) {
        return null;
      }
      if (level == key.count()) {
        V former = child.value;
        if (former != null) {
          size--;
          removeValue(child, at, branch, aboveAt, above);
        }
        return former;
      }
      if (!(child instanceof Branch<V> below)) {
        return null;
      }
      above = branch;
      aboveAt = at;
      branch = below;
    }
  }

  /// Visits every node that holds a value.
  void forEach(Consumer<? super Node<V>> found) {
    below(root, found);
  }

  /// Visits every node that holds a value, of a node and all below it.
  static <V> void below(Node<V> top, Consumer<? super Node<V>> found) {
    Deque<Node<V>> open = new ArrayDeque<>();
    open.push(top);
    while (!open.isEmpty()) {
      Node<V> node = open.pop();
      if (node.value != null) {
        found.accept(node);
      }
      if (node instanceof Branch<V> branch) {
        pushChildren(branch, open);
      }
    }
  }

  private static <V> void pushChildren(Branch<V> branch, Deque<Node<V>> open) {
    for (@Var int i = 0; i < branch.literals.capacity(); i++) {
      Node<V> child = branch.literals.at(i);
      if (child != null) {
        open.push(child);
      }
    }
    if (branch.single != null) {
      open.push(branch.single);
    }
    if (branch.multi != null) {
      open.push(branch.multi);
    }
  }

  /// The node of a key, made where it is missing.
  private Node<V> nodeFor(Levels key) {
    @Var Branch<V> branch = root;
    @Var int level = 0;
    while (true) {
      int at = branch.position(key, level);
      if (at == Branch.NOWHERE) {
        Leaf<V> leaf = new Leaf<>(key.text(), key.start(level), null);
        branch.add(leaf, key);
        return leaf;
      }
      Node<V> child = branch.at(at);
      level += common(child, key, level);
      boolean whole = endsWith(child, key, level);
      if (whole && level == key.count()) {
        return child;
      }
      branch = whole ? asBranch(child, at, branch, level) : cut(child, at, branch, key, level);
      if (level == key.count()) {
        branch.text = key.text();
        return branch;
      }
    }
  }

  private static <V> Branch<V> asBranch(Node<V> child, int at, Branch<V> parent, int depth) {
    if (child instanceof Branch<V> branch) {
      return branch;
    }
    Branch<V> grown = new Branch<>(child.text, child.start, depth, child.value);
    parent.set(at, grown);
    return grown;
  }

  /// Cuts the label of a child before the level where the key leaves it, and returns the branch
  /// that stands there.
  private static <V> Branch<V> cut(Node<V> child, int at, Branch<V> parent, Levels key, int level) {
    int end = key.end(level - 1);
    Branch<V> fork = new Branch<>(child.text.substring(0, end), child.start, level, null);
    parent.set(at, fork);
    child.start = end + 1;
    fork.add(child, key);
    return fork;
  }

  private void removeValue(
      Node<V> node, int at, Branch<V> parent, int parentAt, Branch<V> grandparent) {
    node.value = null;
    if (node instanceof Branch<V> branch) {
      parent.set(at, branch.simplified());
      return;
    }
    parent.remove(at);
    if (!parent.equals(root)) {
      grandparent.set(parentAt, parent.simplified());
    }
  }

  /// How many whole levels of a label, of which the first is the same, are those of the key from a
  /// level on.
  private static <V> int common(Node<V> child, Levels key, int level) {
    @Var int next = level + 1;
    while (next < key.count()
        && key.end(next - 1) < child.text.length()
        && key.same(next, child.text, key.start(next))) {
      next++;
    }
    return next - level;
  }

  /// Whether a label that agrees with the key up to a level goes no further.
  private static <V> boolean endsWith(Node<V> child, Levels key, int level) {
    return key.end(level - 1) == child.text.length();
  }
}
