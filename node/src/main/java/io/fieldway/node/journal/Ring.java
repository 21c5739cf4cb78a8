package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Entries on their way from the one thread that writes them to the one that takes them. Nothing is
/// locked and nothing allocated: each side moves its own end and reads the other's. What is offered
/// is seen from the next boundary on.
///
/// Where it becomes too small the writer goes on in a larger one; what waits in this one counts
/// there, until it is taken.
///
/// An entry is never broken at the end of the array: where it does not fit, the rest is filled with
/// a dead entry, or left where not even a header fits.
final class Ring {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle HEAD = field("head");
  private static final VarHandle BOUNDARY = field("boundary");
  private static final int LARGEST = 1 << 30;

  private final byte[] bytes;
  private final int mask;

  /// Where the taker stands: bytes since the beginning.
  @Var private long head;

  /// Up to where the taker sees.
  @Var private long boundary;

  /// Where the writer stands.
  @Var private long tail;

  /// Where the writer last saw the taker.
  @Var private long seenHead;

  /// What waited before this one when the writer last looked.
  @Var private long seenBefore;

  /// What the writer came from, until everything there is taken. Written by the writer only.
  @Var private volatile @Nullable Ring before;

  /// What follows once everything here is taken.
  @Var private volatile @Nullable Ring next;

  /// @param capacity raised to a power of two
  Ring(int capacity) {
    this.bytes = new byte[raised(capacity)];
    this.mask = bytes.length - 1;
  }

  /// The power of two that a capacity is raised to.
  static int raised(int capacity) {
    return Math.max(1, Integer.highestOneBit(Math.max(1, capacity - 1)) << 1);
  }

  int capacity() {
    return bytes.length;
  }

  /// Adds an entry. By the writing thread.
  ///
  /// @return whether there was room; if not, nothing happened
  boolean offer(int kind, long key, Bytes value) {
    int size = Entry.HEADER + value.size();
    @Var int at = (int) tail & mask;
    int toEnd = bytes.length - at;
    int skipped = size <= toEnd ? 0 : toEnd;
    if (!hasRoom(skipped + size)) {
      return false;
    }
    if (skipped > 0) {
      if (toEnd >= Entry.HEADER) {
        INT.set(bytes, at, Entry.word(Entry.DEAD, toEnd - Entry.HEADER));
      }
      at = 0;
    }
    INT.set(bytes, at, Entry.word(kind, value.size()));
    LONG.set(bytes, at + Integer.BYTES, key);
    value.copyTo(bytes, at + Entry.HEADER);
    tail += skipped + size;
    return true;
  }

  /// Shows the taker all that was offered. By the writing thread.
  void boundary() {
    BOUNDARY.setRelease(this, tail);
  }

  /// The bytes that wait, shown or not, here and before. By the writing thread.
  long gathered() {
    return tail - (long) HEAD.getAcquire(this) + waitingBefore();
  }

  /// Goes on in a ring of another size, with what is not shown yet. By the writing thread.
  ///
  /// @param capacity enough for all that is [#gathered]
  Ring goOn(int capacity) {
    Ring other = new Ring(capacity);
    other.seenBefore = waitingInAll();
    other.before = other.seenBefore == 0 ? null : this;
    for (@Var long position = boundary; position < tail; ) {
      int index = index(position);
      int word = word(index);
      if (Entry.kind(word) != Entry.DEAD) {
        System.arraycopy(bytes, index, other.bytes, (int) other.tail, Entry.size(word));
        other.tail += Entry.size(word);
      }
      position = next(position, index);
    }
    next = other;
    return other;
  }

  /// A capacity that holds what is not shown yet, so much more, and then some. By the writing
  /// thread.
  ///
  /// @throws IllegalStateException where none does
  int capacityFor(int more) {
    long wanted = tail - boundary + more;
    if (wanted > LARGEST) {
      throw new IllegalStateException("what belongs together is larger than " + LARGEST + " bytes");
    }
    return (int) Math.min(2 * wanted, LARGEST);
  }

  /// The ring that the writer went on to. By the taking thread; what it finds waiting here
  /// afterwards comes first, and nothing is added to it.
  @Nullable Ring next() {
    return next;
  }

  private boolean hasRoom(int size) {
    if (tail + size - seenHead + seenBefore <= bytes.length) {
      return true;
    }
    seenHead = (long) HEAD.getAcquire(this);
    seenBefore = waitingBefore();
    if (seenBefore == 0) {
      before = null;
    }
    return tail + size - seenHead + seenBefore <= bytes.length;
  }

  /// The bytes that are there to be taken, here and before. By any thread.
  long waitingInAll() {
    return waiting() + waitingBefore();
  }

  private long waitingBefore() {
    Ring earlier = before;
    return earlier == null ? 0 : earlier.waitingInAll();
  }

  /// The bytes that are there to be taken here. By any thread.
  long waiting() {
    long taken = (long) HEAD.getAcquire(this);
    return (long) BOUNDARY.getAcquire(this) - taken;
  }

  /// Where the taker stands. By the taking thread, as all that follows.
  long head() {
    return head;
  }

  /// Up to where entries are there to be taken; always a boundary.
  long end() {
    return (long) BOUNDARY.getAcquire(this);
  }

  /// Gives the room before a position back to the writer.
  void release(long position) {
    HEAD.setRelease(this, position);
  }

  /// The index of the entry at a position, passing over an end too short for one.
  int index(long position) {
    int at = (int) position & mask;
    return bytes.length - at < Entry.HEADER ? 0 : at;
  }

  /// The position behind the entry at a position, which is at an index as [#index] says.
  long next(long position, int index) {
    int at = (int) position & mask;
    long begin = index == at ? position : position + bytes.length - at;
    return begin + Entry.size(word(index));
  }

  int word(int index) {
    return (int) INT.get(bytes, index);
  }

  long key(int index) {
    return (long) LONG.get(bytes, index + Integer.BYTES);
  }

  /// Changes the kind of an entry.
  void mark(int index, int kind) {
    INT.set(bytes, index, Entry.word(kind, Entry.length(word(index))));
  }

  /// What the entries lie in, for copying.
  byte[] array() {
    return bytes;
  }

  private static VarHandle field(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(Ring.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
