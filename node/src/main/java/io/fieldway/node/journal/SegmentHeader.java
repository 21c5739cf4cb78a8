package io.fieldway.node.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The first bytes of a segment's file, without I/O. What they promise of the file: it is read up
/// to the first group that does not carry this salt and follow in sequence, for a file that is used
/// again still holds what it held before.
///
/// @param number from 1 on, without a hole
/// @param firstSequence the sequence of its first group: the segment before it ends just before
/// @param salt drawn by lot, and part of each group's checksum: nobody can send a payload that
///   would pass for a group
record SegmentHeader(long number, long firstSequence, long salt) {
  /// The room it takes.
  static final int SIZE = 512;

  private static final long MAGIC = 0x4657_4A4F_5552_4E00L; // "FWJOURN" and the version
  private static final int VERSION = 1;
  private static final int CHECKED = 4 * Long.BYTES;

  /// Puts it at the beginning of a buffer of [#SIZE].
  void write(ByteBuffer target) {
    target.putLong(0, MAGIC | VERSION).putLong(8, number).putLong(16, firstSequence);
    target.putLong(24, salt).putInt(CHECKED, checksum(target));
  }

  /// Reads it.
  ///
  /// @throws MalformedSegmentException where it is none, is damaged, or of another version
  static SegmentHeader read(ByteBuffer source) throws MalformedSegmentException {
    if (source.remaining() < SIZE) {
      throw new MalformedSegmentException("the file ends within its header");
    }
    long magic = source.getLong(0);
    if ((magic & ~0xFFL) != MAGIC) {
      throw new MalformedSegmentException("the file does not begin as a segment of a journal");
    }
    if ((magic & 0xFFL) != VERSION) {
      throw new MalformedSegmentException(
          "the segment is of version %d, and this program reads version %d"
              .formatted(magic & 0xFFL, VERSION));
    }
    if (source.getInt(CHECKED) != checksum(source)) {
      throw new MalformedSegmentException("the checksum of the header is wrong");
    }
    return new SegmentHeader(source.getLong(8), source.getLong(16), source.getLong(24));
  }

  private static int checksum(ByteBuffer header) {
    CRC32C crc = new CRC32C();
    crc.update(header.slice(0, CHECKED));
    return (int) crc.getValue();
  }
}
