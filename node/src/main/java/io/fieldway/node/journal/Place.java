package io.fieldway.node.journal;

/// Where an entry lies, in one number that is never 0: its segment and its offset there, or, until
/// its group is written, its index in the backlog.
final class Place {
  private static final int OFFSET_BITS = 31;

  private Place() {}

  static long of(long segment, long offset) {
    return segment << OFFSET_BITS | offset;
  }

  /// A place in the backlog.
  static long waiting(int index) {
    return index + 1L;
  }

  /// Whether the entry still waits in the backlog.
  static boolean waits(long place) {
    return segment(place) == 0;
  }

  /// The index in the backlog of an entry that waits there.
  static int index(long place) {
    return (int) (place - 1);
  }

  /// The number of the segment; the first one is 1.
  static long segment(long place) {
    return place >>> OFFSET_BITS;
  }
}
