package io.fieldway.gateway.outbox;

/// What became of a reading.
public enum Receipt {
  /// It is on disk.
  STORED,
  /// It was on disk already.
  REPLAYED,
  /// A bound is reached, or the disk failed. The device keeps the reading, and until it has come
  /// again no later one of its session is taken: an acknowledgement speaks for all before it.
  REFUSED
}
