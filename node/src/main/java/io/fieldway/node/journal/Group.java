package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.nio.ByteBuffer;

/// The entries that are written next, without I/O: room for a header, the entries, and zeros up to
/// a multiple of [GroupHeader#ALIGNMENT].
final class Group {
  private static final int SMALLEST = 64 << 10;

  /// A buffer that an unusual group has made larger is not kept.
  private static final int LARGEST_KEPT = 64 << 20;

  private static final int LARGEST = Integer.MAX_VALUE - GroupHeader.ALIGNMENT;

  @Var private ByteBuffer buffer = ByteBuffer.allocateDirect(SMALLEST);
  @Var private int end = GroupHeader.SIZE;

  void clear() {
    end = GroupHeader.SIZE;
    if (buffer.capacity() > LARGEST_KEPT) {
      buffer = ByteBuffer.allocateDirect(SMALLEST);
    }
  }

  boolean isEmpty() {
    return end == GroupHeader.SIZE;
  }

  /// Where the next entry comes to lie.
  int end() {
    return end;
  }

  /// All it takes in the file.
  int bytes() {
    return GroupHeader.groupBytes(end - GroupHeader.SIZE);
  }

  void add(byte[] source, int index, int size) {
    reserve(size);
    buffer.put(end, source, index, size);
    end += size;
  }

  void add(ByteBuffer source, int index, int size) {
    reserve(size);
    buffer.put(end, source, index, size);
    end += size;
  }

  int word(int at) {
    return buffer.getInt(at);
  }

  long key(int at) {
    return buffer.getLong(at + Integer.BYTES);
  }

  /// The entries alone.
  Bytes entries() {
    byte[] copy = new byte[end - GroupHeader.SIZE];
    buffer.get(GroupHeader.SIZE, copy);
    return Bytes.copyOf(copy);
  }

  /// Changes the kind of an entry.
  void mark(int at, int kind) {
    buffer.putInt(at, Entry.word(kind, Entry.length(word(at))));
  }

  /// Writes the header.
  ///
  /// @return what goes to the file, good until the group is changed
  ByteBuffer seal(long sequence, long forced, long salt) {
    int bytes = end - GroupHeader.SIZE;
    GroupHeader header =
        new GroupHeader(
            sequence, forced, bytes, GroupHeader.checksum(buffer, GroupHeader.SIZE, bytes));
    header.write(buffer, 0, salt);
    int whole = header.groupBytes();
    for (int i = end; i < whole; i++) {
      buffer.put(i, (byte) 0);
    }
    return buffer.slice(0, whole);
  }

  private void reserve(int size) {
    int wanted = GroupHeader.groupBytes(end - GroupHeader.SIZE + size);
    if (wanted > buffer.capacity()) {
      ByteBuffer larger =
          ByteBuffer.allocateDirect((int) Math.min(2L * Integer.highestOneBit(wanted), LARGEST));
      larger.put(0, buffer, 0, end);
      buffer = larger;
    }
  }
}
