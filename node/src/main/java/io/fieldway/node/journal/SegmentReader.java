package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads a segment group by group and entry by entry, one segment after the other with the same
/// buffer.
final class SegmentReader {
  private static final int CHUNK = 256 << 10;

  private final StoredFile file;
  private final long end;
  private final long salt;
  private final long number;

  /// The part of the file that was read last, and where in the file it begins.
  @Var private ByteBuffer window;

  @Var private long windowAt;

  @Var private long sequence;

  /// Where the next group begins.
  @Var private long offset = SegmentHeader.SIZE;

  /// The entry the reader stands at and the end of its group, as indices of the window.
  @Var private int at;

  @Var private int groupEnd;

  private SegmentReader(StoredFile file, SegmentHeader header, long end, ByteBuffer window) {
    this.file = file;
    this.end = end;
    this.salt = header.salt();
    this.number = header.number();
    this.sequence = header.firstSequence() - 1;
    this.window = window;
  }

  /// Begins with the first group of a segment.
  ///
  /// @param end where the segment ends at the latest
  static SegmentReader of(StoredFile file, SegmentHeader header, long end) {
    return new SegmentReader(file, header, end, ByteBuffer.allocateDirect(CHUNK).limit(0));
  }

  /// Begins with the first group of another segment and takes this one's buffer over.
  SegmentReader turnTo(StoredFile other, SegmentHeader header, long otherEnd) {
    return new SegmentReader(other, header, otherEnd, window.limit(0));
  }

  /// Goes to the next group.
  ///
  /// @return false where nothing follows that is whole and belongs there
  boolean nextGroup() throws IOException {
    GroupHeader header = headerAt(offset);
    if (header == null || header.sequence() != sequence + 1 || !load(offset, header.groupBytes())) {
      return false;
    }
    int begin = (int) (offset - windowAt) + GroupHeader.SIZE;
    if (GroupHeader.checksum(window, begin, header.bytes()) != header.checksum()) {
      return false;
    }
    at = begin;
    groupEnd = begin + header.bytes();
    sequence++;
    offset += header.groupBytes();
    return true;
  }

  /// Whether the reader stands at an entry, and not at the end of a group.
  boolean hasEntry() {
    return at < groupEnd;
  }

  int word() {
    return window.getInt(at);
  }

  long key() {
    return window.getLong(at + Integer.BYTES);
  }

  /// The place of the entry.
  long place() {
    return Place.of(number, windowAt + at);
  }

  /// Where the entry lies in [#buffer].
  int index() {
    return at;
  }

  ByteBuffer buffer() {
    return window;
  }

  /// Goes behind the entry.
  void nextEntry() {
    at += Entry.size(word());
  }

  /// Where the next group would begin.
  long offset() {
    return offset;
  }

  /// The sequence of the group that was read last.
  long sequence() {
    return sequence;
  }

  /// After the last group: the bytes of one that was begun and not finished, as far as that can be
  /// seen.
  long begun() throws IOException {
    long rest = Math.max(0, end - offset);
    if (rest < GroupHeader.SIZE) {
      return rest;
    }
    GroupHeader header = headerAt(offset);
    return header == null ? 0 : Math.min(rest, header.groupBytes());
  }

  /// After the last group: whether a group follows that was written when what is missing here was
  /// on the disk already.
  boolean isDamaged() throws IOException {
    for (@Var long later = offset + GroupHeader.ALIGNMENT;
        later + GroupHeader.SIZE <= end;
        later += GroupHeader.ALIGNMENT) {
      GroupHeader header = headerAt(later);
      if (header != null && header.forced() > sequence) {
        return true;
      }
    }
    return false;
  }

  private @Nullable GroupHeader headerAt(long place) throws IOException {
    return load(place, GroupHeader.SIZE)
        ? GroupHeader.read(window, (int) (place - windowAt), salt)
        : null;
  }

  /// Sees to it that these bytes are in the window.
  ///
  /// @return false where the segment ends before
  private boolean load(long from, int length) throws IOException {
    if (from >= windowAt && from + length <= windowAt + window.limit()) {
      return true;
    }
    if (from + length > end) {
      return false;
    }
    if (length > window.capacity()) {
      window = ByteBuffer.allocateDirect(length);
    }
    window.clear().limit((int) Math.min(window.capacity(), end - from));
    file.read(window, from);
    window.rewind();
    windowAt = from;
    return true;
  }
}
