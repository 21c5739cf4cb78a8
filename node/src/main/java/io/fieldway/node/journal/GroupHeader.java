package io.fieldway.node.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What precedes the entries of a group, without I/O. A group counts whole or not at all.
///
/// @param sequence one more than the group before, across segments
/// @param forced the last sequence that was known to be on the disk when this group was written:
///   whoever finds this group knows that whatever is wrong up to there is damage, and not a write
///   that was cut off
/// @param bytes of its entries
/// @param checksum CRC32C of its entries
record GroupHeader(long sequence, long forced, int bytes, int checksum) {
  static final int SIZE = 40;

  /// Groups begin at multiples of this, a disk's sector: a write that is cut off harms no sector
  /// that an earlier group is in.
  static final int ALIGNMENT = 512;

  private static final int MAGIC = 0x4657_4752; // "FWGR"
  private static final int CHECKED = 32;

  void write(ByteBuffer target, int at, long salt) {
    target.putInt(at, MAGIC).putInt(at + 4, bytes);
    target.putLong(at + 8, sequence).putLong(at + 16, forced);
    target.putInt(at + 24, checksum).putInt(at + 28, 0);
    target.putInt(at + CHECKED, seal(target, at, salt)).putInt(at + CHECKED + 4, 0);
  }

  /// Reads the header at an index with at least [#SIZE] bytes; null where there is none.
  static @Nullable GroupHeader read(ByteBuffer source, int at, long salt) {
    if (source.getInt(at) != MAGIC || source.getInt(at + CHECKED) != seal(source, at, salt)) {
      return null;
    }
    return new GroupHeader(
        source.getLong(at + 8),
        source.getLong(at + 16),
        source.getInt(at + 4),
        source.getInt(at + 24));
  }

  /// The room that the group takes.
  int groupBytes() {
    return groupBytes(bytes);
  }

  static int groupBytes(int bytes) {
    return (SIZE + bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static int checksum(ByteBuffer source, int at, int bytes) {
    CRC32C crc = new CRC32C();
    crc.update(source.slice(at, bytes));
    return (int) crc.getValue();
  }

  private static int seal(ByteBuffer header, int at, long salt) {
    CRC32C crc = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (salt >>> shift) & 0xFF);
    }
    crc.update(header.slice(at, CHECKED));
    return (int) crc.getValue();
  }
}
