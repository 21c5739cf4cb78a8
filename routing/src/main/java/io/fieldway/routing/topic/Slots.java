package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import org.jspecify.annotations.Nullable;

/// Elements found by their hash; whoever looks for one compares what comes up:
///
/// ```java
/// for (int i = slots.first(hash); i >= 0; i = slots.next(hash, i)) { ... slots.at(i) ... }
/// ```
///
/// **Goals.** A few elements cost little more than their references, a million are found in one or
/// two reads of memory. What is removed gives its room back.
///
/// **Constraints.** Equal hashes are rare: who lets strangers choose elements mixes a seed into the
/// hash. An index is good until the next change.
///
/// **Algorithm.** Up to [#FEW] elements lie side by side. More lie in an open-addressing table with
/// linear probing: hashes in an array of their own, so that a probe touches one cache line, and 0
/// for a free slot. An element's home is its hash scaled to the table, which need not be a power of
/// two: at four fifths full, and at three tenths, it is made anew for twice its elements. Removal
/// moves what follows back (Knuth, volume 3, algorithm 6.4 R) and leaves no tombstones.
final class Slots<E> {
  private static final int FEW = 8;
  private static final int FREE = 0;

  private int[] hashes;
  private @Nullable Object[] elements;
  private int size;

  /// @param room for as many elements as surely come
  Slots(int room) {
    hashes = new int[room];
    elements = new @Nullable Object[room];
  }

  int size() {
    return size;
  }

  /// Indices are below this; some of them may be free.
  int capacity() {
    return hashes.length;
  }

  /// The index of the first element of this hash, or -1.
  int first(int hash) {
    int key = key(hash);
    return isFew() ? scan(key, 0) : probe(key, home(key));
  }

  /// The index of the next element of this hash, or -1.
  int next(int hash, int after) {
    int key = key(hash);
    return isFew() ? scan(key, after + 1) : probe(key, following(after));
  }

  /// The element at an index, null at a free one.
  @SuppressWarnings("unchecked") // insert and set let nothing else in
  @Nullable E at(int index) {
    return (E) elements[index];
  }

  /// Puts another element of the same hash at an index.
  void set(int index, E element) {
    elements[index] = element;
  }

  void insert(int hash, E element) {
    if (isFew() ? size == capacity() : (size + 1L) * 5 > capacity() * 4L) {
      resize(capacity() < FEW ? Math.min(FEW, size + Math.max(1, size / 2)) : size * 2);
    }
    place(key(hash), element);
    size++;
  }

  void removeAt(int index) {
    size--;
    if (isFew()) {
      hashes[index] = hashes[size];
      elements[index] = elements[size];
      free(size);
    } else {
      closeGap(index);
    }
    if (size * 10L < capacity() * 3L) {
      resize(size * 2);
    }
  }

  private boolean isFew() {
    return hashes.length <= FEW;
  }

  private int scan(int key, int from) {
    for (@Var int i = from; i < size; i++) {
      if (hashes[i] == key) {
        return i;
      }
    }
    return -1;
  }

  private int probe(int key, int from) {
    int[] table = hashes;
    for (@Var int i = from; table[i] != FREE; i = i + 1 == table.length ? 0 : i + 1) {
      if (table[i] == key) {
        return i;
      }
    }
    return -1;
  }

  private void place(int key, Object element) {
    @Var int i = isFew() ? 0 : home(key);
    while (hashes[i] != FREE) {
      i = following(i);
    }
    hashes[i] = key;
    elements[i] = element;
  }

  private void closeGap(int index) {
    @Var int gap = index;
    for (@Var int i = following(gap); hashes[i] != FREE; i = following(i)) {
      int home = home(hashes[i]);
      boolean reachable = gap <= i ? (gap < home && home <= i) : (gap < home || home <= i);
      if (!reachable) {
        hashes[gap] = hashes[i];
        elements[gap] = elements[i];
        gap = i;
      }
    }
    free(gap);
  }

  private void resize(int capacity) {
    int[] oldHashes = hashes;
    @Nullable Object[] oldElements = elements;
    hashes = new int[capacity];
    elements = new @Nullable Object[capacity];
    for (@Var int i = 0; i < oldHashes.length; i++) {
      Object element = oldElements[i];
      if (element != null) {
        place(oldHashes[i], element);
      }
    }
  }

  private void free(int index) {
    hashes[index] = FREE;
    elements[index] = null;
  }

  private int following(int index) {
    return index + 1 == hashes.length ? 0 : index + 1;
  }

  private int home(int key) {
    return (int) ((Integer.toUnsignedLong(key) * hashes.length) >>> Integer.SIZE);
  }

  private static int key(int hash) {
    return hash == FREE ? 1 : hash;
  }
}
