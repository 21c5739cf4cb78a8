package io.fieldway.node.journal;

/// How an entry begins, in the backlog and in the file alike: a word of kind and length, the key;
/// then the value.
final class Entry {
  static final int HEADER = Integer.BYTES + Long.BYTES;

  /// The value of a key.
  static final int PUT = 0;

  /// The key has no value any more.
  static final int REMOVE = 1;

  /// In the backlog only: a value whose key has another one in the files.
  static final int PUT_OVER = 2;

  /// In the backlog only: need not be written.
  static final int DEAD = 3;

  private static final int LENGTH_BITS = 30;
  private static final int LENGTH = (1 << LENGTH_BITS) - 1;

  private Entry() {}

  static int word(int kind, int length) {
    return kind << LENGTH_BITS | length;
  }

  static int kind(int word) {
    return word >>> LENGTH_BITS;
  }

  static int length(int word) {
    return word & LENGTH;
  }

  /// All its bytes.
  static int size(int word) {
    return HEADER + length(word);
  }
}
