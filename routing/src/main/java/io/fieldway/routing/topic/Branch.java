package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A node with others below it. Their labels differ in the first level already. A child whose label
/// begins with a wildcard has a place of its own, where a walk looks first; the others are found by
/// the hash of the first level.
///
/// A position is where a child stands: an index of [#literals], or one of the constants. It is good
/// until the next change.
final class Branch<V> extends Node<V> {
  static final int NOWHERE = -1;
  static final int SINGLE = -2;
  static final int MULTI = -3;

  /// How many levels the way to it has; 0 at the root.
  final int depth;

  final Slots<Node<V>> literals = new Slots<>(0);
  @Nullable Node<V> single;
  @Nullable Node<V> multi;

  Branch(String text, int start, int depth, @Nullable V value) {
    super(text, start, value);
    this.depth = depth;
  }

  /// Where the child stands whose label begins with a level of the key.
  int position(Levels key, int level) {
    if (key.is(level, TopicText.SINGLE_LEVEL)) {
      return single == null ? NOWHERE : SINGLE;
    }
    if (key.is(level, TopicText.MULTI_LEVEL)) {
      return multi == null ? NOWHERE : MULTI;
    }
    int hash = key.hash(level);
    for (@Var int i = literals.first(hash); i >= 0; i = literals.next(hash, i)) {
      Node<V> child = literals.at(i);
      if (child != null && key.same(level, child.text, child.start)) {
        return i;
      }
    }
    return NOWHERE;
  }

  /// The child at a position where there is one.
  Node<V> at(int position) {
    Node<V> child =
        switch (position) {
          case SINGLE -> single;
          case MULTI -> multi;
          default -> literals.at(position);
        };
    return Objects.requireNonNull(child);
  }

  /// How many places for children there are, empty ones too.
  int places() {
    return literals.capacity() + 2;
  }

  /// The child in a place, or null where it is empty.
  @Nullable Node<V> in(int place) {
    int literal = place - 2;
    if (literal >= 0) {
      return literals.at(literal);
    }
    return place == 0 ? multi : single;
  }

  /// Puts another node, whose label begins with the same level, in the place of a child.
  void set(int position, Node<V> child) {
    switch (position) {
      case SINGLE -> single = child;
      case MULTI -> multi = child;
      default -> literals.set(position, child);
    }
  }

  /// Adds a child whose label begins with a level that none of the children begins with.
  ///
  /// @param levels knows how to hash it
  void add(Node<V> child, Levels levels) {
    String text = child.text;
    int end = TopicText.levelEnd(text, child.start);
    char only = end - child.start == 1 ? text.charAt(child.start) : TopicText.SEPARATOR;
    switch (only) {
      case TopicText.SINGLE_LEVEL -> single = child;
      case TopicText.MULTI_LEVEL -> multi = child;
      default -> literals.insert(levels.hash(text, child.start), child);
    }
  }

  void remove(int position) {
    switch (position) {
      case SINGLE -> single = null;
      case MULTI -> multi = null;
      default -> literals.removeAt(position);
    }
  }

  /// What this should be after something was removed from it: itself, or a leaf where nothing is
  /// below it, or its only child where it neither holds a value nor parts two ways.
  Node<V> simplified() {
    int children = literals.size() + (single == null ? 0 : 1) + (multi == null ? 0 : 1);
    if (children == 0) {
      return new Leaf<>(text, start, value);
    }
    if (children > 1 || value != null) {
      return this;
    }
    Node<V> child = onlyChild();
    child.start = start;
    return child;
  }

  private Node<V> onlyChild() {
    if (single != null) {
      return single;
    }
    return multi != null ? multi : Objects.requireNonNull(literals.at(0));
  }
}
