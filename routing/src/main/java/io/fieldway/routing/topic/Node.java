package io.fieldway.routing.topic;

import org.jspecify.annotations.Nullable;

/// A place in a [LevelTree]. Its text is the way to it from the root, in full; its label is the
/// part of the text from `start` on: one or more whole levels. So no level is stored by itself, a
/// label gets longer or shorter by moving `start`, and where a value stands the text is its key.
abstract sealed class Node<V> permits Leaf, Branch {
  String text;
  int start;
  @Nullable V value;

  Node(String text, int start, @Nullable V value) {
    this.text = text;
    this.start = start;
    this.value = value;
  }
}
