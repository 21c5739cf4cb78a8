package io.fieldway.trials.bench.journal;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.function.ObjLongConsumer;

/// A store that commits what it is given and waits for it. Of one thread at a time.
interface Transactions extends AutoCloseable {
  /// Commits changes together, and returns when they have been forced to the disk.
  void commit(List<Change> changes) throws IOException;

  /// Reads all that is there.
  void survivors(ObjLongConsumer<Bytes> each) throws IOException;

  @Override
  void close() throws IOException;
}
