package io.fieldway.node.journal;

import io.fieldway.wire.Bytes;

/// Values under keys that survive. Written by one thread; what was written becomes durable in
/// groups, in order, and whoever opened the journal is told how far.
public interface Journal {
  /// Stores a value, replacing what the key had.
  void put(long key, Bytes value);

  /// Forgets a value. A key that has none is passed over.
  void remove(long key);

  /// Ends what belongs together: the calls since the last boundary survive as a whole or not at
  /// all, so the file never holds a part of them as committed, and a group is written up to a
  /// boundary only. Called after every event of the broker that put or removed something.
  void boundary();

  /// How many calls of [#put] and [#remove] there have been. Once this many are durable the
  /// listener of the journal hears of it.
  long position();

  /// Whether the bound on bytes leaves room for values that are not needed to free others.
  boolean hasRoom();
}
