package io.fieldway.routing.topic;

import org.jspecify.annotations.Nullable;

/// A node with nothing below it. Nearly all nodes are leaves, so a leaf is kept to 24 bytes.
final class Leaf<V> extends Node<V> {
  Leaf(String text, int start, @Nullable V value) {
    super(text, start, value);
  }
}
