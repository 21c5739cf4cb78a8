package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Values by topics, found by the hash of the whole text.
final class ExactTable<V> {
  private final Slots<Leaf<V>> leaves = new Slots<>(0);

  int size() {
    return leaves.size();
  }

  @Nullable V get(Levels key) {
    int index = index(key);
    return index < 0 ? null : leaf(index).value;
  }

  void put(Levels key, V value) {
    int index = index(key);
    if (index < 0) {
      leaves.insert(key.hash(), new Leaf<>(key.text(), 0, value));
    } else {
      leaf(index).value = value;
    }
  }

  void remove(Levels key) {
    int index = index(key);
    if (index >= 0) {
      leaves.removeAt(index);
    }
  }

  void forEach(Consumer<? super Node<V>> found) {
    for (@Var int i = 0; i < leaves.capacity(); i++) {
      Leaf<V> leaf = leaves.at(i);
      if (leaf != null) {
        found.accept(leaf);
      }
    }
  }

  private int index(Levels key) {
    int hash = key.hash();
    for (@Var int i = leaves.first(hash); i >= 0; i = leaves.next(hash, i)) {
      if (leaf(i).text.equals(key.text())) {
        return i;
      }
    }
    return -1;
  }

  private Leaf<V> leaf(int index) {
    return Objects.requireNonNull(leaves.at(index));
  }
}
