package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;

/// Takes entries from the backlog into a group, without I/O, and keeps the table of live keys. What
/// dies within the group is left out of it: of a value that is removed or replaced before it was
/// ever written nothing goes to the file, unless an older value of the key is there, which only a
/// written removal hides.
///
/// A group counts whole or not at all, so nobody can see that something was left out.
final class Gathering {
  private final LiveTable live;
  private final Segments segments;
  @Var private long end;
  @Var private int taken;
  @Var private int left;
  @Var private long elided;

  Gathering(LiveTable live, Segments segments) {
    this.live = live;
    this.segments = segments;
  }

  /// Takes whatever waits. Until [#release] it keeps its room.
  ///
  /// @return how many entries were taken, written or not
  int take(Ring ring, Group group) {
    long from = ring.head();
    long to = ring.end();
    judge(ring, from, to);
    if (left > 0) {
      copy(ring, from, to, group);
    }
    end = to;
    elided += taken - left;
    return taken;
  }

  /// Gives the room of what was taken back to the ring.
  void release(Ring ring) {
    ring.release(end);
  }

  /// Entries that were not written.
  long elided() {
    return elided;
  }

  /// Goes through the entries in order and marks those that need not be written.
  private void judge(Ring ring, long from, long to) {
    taken = 0;
    left = 0;
    @Var long position = from;
    while (position < to) {
      int index = ring.index(position);
      int word = ring.word(index);
      switch (Entry.kind(word)) {
        case Entry.PUT -> put(ring, index, Entry.size(word));
        case Entry.REMOVE -> remove(ring, index);
        default -> {} // the rest at the end of the array
      }
      position = ring.next(position, index);
    }
  }

  private void put(Ring ring, int index, int size) {
    taken++;
    left++;
    long key = ring.key(index);
    int slot = live.find(key);
    if (slot == LiveTable.NONE) {
      live.insert(key, Place.waiting(index), size);
      return;
    }
    long before = live.placeAt(slot);
    if (!Place.waits(before)) {
      segments.died(Place.segment(before), live.sizeAt(slot));
      ring.mark(index, Entry.PUT_OVER);
    } else if (elide(ring, Place.index(before)) == Entry.PUT_OVER) {
      ring.mark(index, Entry.PUT_OVER);
    }
    live.set(slot, Place.waiting(index), size);
  }

  private void remove(Ring ring, int index) {
    taken++;
    left++;
    int slot = live.find(ring.key(index));
    if (slot == LiveTable.NONE) {
      elide(ring, index);
      return;
    }
    long before = live.placeAt(slot);
    if (!Place.waits(before)) {
      segments.died(Place.segment(before), live.sizeAt(slot));
    } else if (elide(ring, Place.index(before)) == Entry.PUT) {
      elide(ring, index);
    }
    live.removeAt(slot);
  }

  /// Leaves an entry out.
  ///
  /// @return what it was
  private int elide(Ring ring, int index) {
    int kind = Entry.kind(ring.word(index));
    ring.mark(index, Entry.DEAD);
    left--;
    return kind;
  }

  private static void copy(Ring ring, long from, long to, Group group) {
    @Var long position = from;
    while (position < to) {
      int index = ring.index(position);
      int word = ring.word(index);
      if (Entry.kind(word) != Entry.DEAD) {
        int at = group.end();
        group.add(ring.array(), index, Entry.size(word));
        if (Entry.kind(word) == Entry.PUT_OVER) {
          group.mark(at, Entry.PUT);
        }
      }
      position = ring.next(position, index);
    }
  }
}
