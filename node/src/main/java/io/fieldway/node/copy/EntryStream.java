package io.fieldway.node.copy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Makes entries of bytes that come in any pieces, and writes them to a journal. An entry is a word
/// with its kind (0 put, 1 remove) in the upper two bits and the length of its value in the others,
/// its key, its value.
final class EntryStream {
  private static final int HEADER = Integer.BYTES + Long.BYTES;
  private static final int LENGTH_BITS = 30;

  /// The largest value that a journal takes.
  private static final int LARGEST = 1 << 28;

  private final Journal journal;
  @Var private byte[] rest = new byte[0];

  EntryStream(Journal journal) {
    this.journal = journal;
  }

  /// Whether an entry has begun and is not there to its end.
  boolean isWithin() {
    return rest.length > 0;
  }

  /// Takes more bytes.
  ///
  /// @return false where they are no entries; nothing more is to be fed then
  boolean feed(Bytes more) {
    byte[] all = Arrays.copyOf(rest, rest.length + more.size());
    more.copyTo(all, rest.length);
    ByteBuffer in = ByteBuffer.wrap(all);
    while (in.remaining() >= HEADER) {
      int word = in.getInt(in.position());
      int length = word & ((1 << LENGTH_BITS) - 1);
      int kind = word >>> LENGTH_BITS;
      if (kind > 1 || length > LARGEST || (kind == 1 && length > 0)) {
        return false;
      }
      if (in.remaining() < HEADER + length) {
        break;
      }
      long key = in.getLong(in.position() + Integer.BYTES);
      if (kind == 1) {
        journal.remove(key);
      } else {
        journal.put(key, Bytes.copyOf(all, in.position() + HEADER, length));
      }
      in.position(in.position() + HEADER + length);
    }
    rest = Arrays.copyOfRange(all, in.position(), all.length);
    return true;
  }
}
