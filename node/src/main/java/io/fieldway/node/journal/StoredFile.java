package io.fieldway.node.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A file of a [Storage].
interface StoredFile extends Closeable {
  long size() throws IOException;

  /// Fills the buffer from an offset on, which the file must reach.
  void read(ByteBuffer target, long offset) throws IOException;

  /// Writes all that remains in the buffer at an offset.
  void write(ByteBuffer source, long offset) throws IOException;

  /// Returns when what was written outlives a power cut.
  void force() throws IOException;

  void truncate(long size) throws IOException;
}
