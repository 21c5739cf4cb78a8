package io.fieldway.cloud.database;

/// What a stream's watermark says of a batch. The watermark is the highest sequence up to which all
/// are stored.
public sealed interface Contiguity {
  /// The batch goes on where the stream stands; entries up to the watermark are dropped.
  record Fits() implements Contiguity {}

  /// All of it is stored already.
  record Replay() implements Contiguity {}

  /// It would leave a hole.
  ///
  /// @param expected the sequence that must come next
  record Hole(long expected) implements Contiguity {}

  static Contiguity of(long committed, long from, long to) {
    if (to <= committed) {
      return new Replay();
    }
    return from <= committed + 1 ? new Fits() : new Hole(committed + 1);
  }
}
