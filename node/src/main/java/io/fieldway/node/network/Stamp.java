package io.fieldway.node.network;

import java.util.Comparator;

/// How new something is that a node says of itself: what it says in a later life (epoch) is newer
/// than all of an earlier one, and within a life the number counts.
///
/// @param epoch the life of the node, from 1 on
/// @param number the sequence of its link state, or the version of its interest, from 1 on
record Stamp(long epoch, long number) implements Comparable<Stamp> {
  /// Older than whatever was said.
  static final Stamp NONE = new Stamp(0, 0);

  /// The highest epoch and number, far from where a long ends, so that one can be raised above it.
  static final long HIGHEST = 1L << 53;

  private static final Comparator<Stamp> ORDER =
      Comparator.comparingLong(Stamp::epoch).thenComparingLong(Stamp::number);

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }

  boolean isNewerThan(Stamp other) {
    return compareTo(other) > 0;
  }

  Stamp orNewer(Stamp other) {
    return other.isNewerThan(this) ? other : this;
  }

  /// Whether a node can have said something with it.
  boolean isPossible() {
    return epoch >= 1 && epoch < HIGHEST && number >= 1 && number < HIGHEST;
  }
}
