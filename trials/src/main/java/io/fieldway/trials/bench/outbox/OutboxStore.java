package io.fieldway.trials.bench.outbox;

import java.io.IOException;
import java.util.List;

/// The job of the outbox: entries are appended in groups, read in order, and forgotten from the
/// front when the platform has them. Sequences begin at 1. Used by one thread.
public interface OutboxStore extends AutoCloseable {

  /// Appends a group and moves the watermark of each entry's device, all in one atomic commit, and
  /// returns when that commit has been forced to the disk.
  ///
  /// @param group entry number i of the store belongs to device i mod [#DEVICES]
  void append(List<byte[]> group) throws IOException;

  /// Forgets everything up to this sequence and returns when that is on the disk.
  void forget(long upTo) throws IOException;

  /// The next entries from a sequence on, as an uplink reads them after a start.
  List<byte[]> read(long from, int limit) throws IOException;

  /// The highest sequence ever appended; 0 in a new store.
  long last();

  @Override
  void close() throws IOException;

  /// Devices whose watermarks a store keeps.
  int DEVICES = 10;
}
