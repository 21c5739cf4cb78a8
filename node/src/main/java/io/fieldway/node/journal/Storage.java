package io.fieldway.node.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// Files by name, for one journal alone. Of one thread at a time.
interface Storage extends Closeable {
  /// The names of all files, in no order.
  List<String> names() throws IOException;

  /// Makes a file, or empties the one of this name.
  StoredFile create(String name) throws IOException;

  /// Opens a file that is there.
  StoredFile open(String name) throws IOException;

  /// Gives a file another name, which must be free.
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /// Returns when the names as they are now outlive a power cut.
  void force() throws IOException;
}
