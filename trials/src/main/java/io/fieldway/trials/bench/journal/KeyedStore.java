package io.fieldway.trials.bench.journal;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.util.function.ObjLongConsumer;

/// The job of a broker's journal: one thread puts and removes values and goes on at once; what has
/// gathered is committed together, and the store says how far it is forced to the disk.
interface KeyedStore extends AutoCloseable {
  void put(long key, Bytes value);

  void remove(long key);

  /// Ends what belongs together.
  void boundary();

  /// How many of the calls of [#put] and [#remove] are on the disk.
  ///
  /// @throws IOException where the store failed
  long committed() throws IOException;

  /// Reads all that is there, before anything is put.
  void survivors(ObjLongConsumer<Bytes> each) throws IOException;

  /// Commits what was put, then closes.
  @Override
  void close() throws IOException;
}
