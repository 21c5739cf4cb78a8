package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;

/// Where the value of each key that has one lies, without I/O: open addressing with linear probing,
/// 20 bytes a slot. A slot is good until the next insertion or removal. Of one thread.
///
/// Removing shifts back what was pushed aside (Knuth, *The Art of Computer Programming*, volume 3,
/// 6.4, Algorithm R), so nothing is left behind that would slow later look-ups. The table doubles
/// when three quarters are taken and halves when an eighth is.
final class LiveTable {
  /// Says that there is no such key.
  static final int NONE = -1;

  private static final int SMALLEST = 1 << 10;
  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  @Var private long[] keys = new long[SMALLEST];

  /// 0 where the slot is free; see [Place].
  @Var private long[] places = new long[SMALLEST];

  @Var private int[] sizes = new int[SMALLEST];
  @Var private int mask = SMALLEST - 1;
  @Var private int size;

  int size() {
    return size;
  }

  int capacity() {
    return keys.length;
  }

  /// The slot of a key, or [#NONE].
  int find(long key) {
    @Var int slot = home(key);
    while (places[slot] != 0) {
      if (keys[slot] == key) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return NONE;
  }

  long placeAt(int slot) {
    return places[slot];
  }

  int sizeAt(int slot) {
    return sizes[slot];
  }

  void set(int slot, long place, int bytes) {
    places[slot] = place;
    sizes[slot] = bytes;
  }

  /// Takes in a key that is not there.
  ///
  /// @param place not 0
  void insert(long key, long place, int bytes) {
    if (size >= keys.length - keys.length / 4) {
      resize(keys.length * 2);
    }
    fill(key, place, bytes);
    size++;
  }

  void removeAt(int slot) {
    @Var int hole = slot;
    @Var int next = (hole + 1) & mask;
    while (places[next] != 0) {
      int wanted = home(keys[next]);
      if (((next - wanted) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        places[hole] = places[next];
        sizes[hole] = sizes[next];
        hole = next;
      }
      next = (next + 1) & mask;
    }
    places[hole] = 0;
    size--;
    if (size < keys.length / 8 && keys.length > SMALLEST) {
      resize(keys.length / 2);
    }
  }

  private void resize(int capacity) {
    long[] oldKeys = keys;
    long[] oldPlaces = places;
    int[] oldSizes = sizes;
    keys = new long[capacity];
    places = new long[capacity];
    sizes = new int[capacity];
    mask = capacity - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldPlaces[i] != 0) {
        fill(oldKeys[i], oldPlaces[i], oldSizes[i]);
      }
    }
  }

  private void fill(long key, long place, int bytes) {
    @Var int slot = home(key);
    while (places[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = key;
    places[slot] = place;
    sizes[slot] = bytes;
  }

  private int home(long key) {
    long mixed = (key ^ (key >>> 32)) * GOLDEN;
    return (int) (mixed >>> 32) & mask;
  }
}
