package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.Arrays;

/// A topic or filter taken apart: where each level begins, and its hash. It is read again and again
/// and leaves no garbage; a walk that comes back to a level finds its hash done.
///
/// Hashes are mixed with a seed, so that who does not know it cannot choose topics that share one.
final class Levels {
  private static final int ROOM = 16;
  private static final int KEPT_ROOM = 1_024;
  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private final long seed;
  private String text = "";
  private int count;
  private int[] starts = new int[ROOM + 1];
  private int[] hashes = new int[ROOM];
  private int hash;

  Levels(long seed) {
    this.seed = seed;
  }

  Levels read(String whole) {
    text = whole;
    count = 0;
    @Var long all = seed;
    @Var int from = 0;
    while (from <= whole.length()) {
      int to = TopicText.levelEnd(whole, from);
      long level = hash(whole, from, to, seed);
      all = fold(all ^ level);
      add(from, (int) level);
      from = to + 1;
    }
    starts[count] = from;
    hash = (int) all;
    return this;
  }

  String text() {
    return text;
  }

  int count() {
    return count;
  }

  int start(int level) {
    return starts[level];
  }

  int end(int level) {
    return starts[level + 1] - 1;
  }

  int hash(int level) {
    return hashes[level];
  }

  /// The hash of the whole text.
  int hash() {
    return hash;
  }

  boolean is(int level, char wildcard) {
    return level < count && end(level) - start(level) == 1 && text.charAt(start(level)) == wildcard;
  }

  /// Whether a level of this has the same characters as one that begins at a place of another text.
  boolean same(int level, String other, int from) {
    int length = end(level) - start(level);
    int to = from + length;
    return text.regionMatches(start(level), other, from, length)
        && (to == other.length() || other.charAt(to) == TopicText.SEPARATOR);
  }

  /// Whether it has grown out of what is worth being kept.
  boolean isHuge() {
    return hashes.length > KEPT_ROOM;
  }

  /// The hash of the level that begins at a place of a text.
  int hash(String other, int from) {
    return (int) hash(other, from, TopicText.levelEnd(other, from), seed);
  }

  private void add(int from, int levelHash) {
    if (count == hashes.length) {
      starts = Arrays.copyOf(starts, 2 * count + 1);
      hashes = Arrays.copyOf(hashes, 2 * count);
    }
    starts[count] = from;
    hashes[count] = levelHash;
    count++;
  }

  private static long hash(String text, int from, int to, long seed) {
    @Var long hash = seed ^ (to - from);
    @Var int i = from;
    for (; i + 4 <= to; i += 4) {
      long four =
          text.charAt(i)
              | ((long) text.charAt(i + 1) << 16)
              | ((long) text.charAt(i + 2) << 32)
              | ((long) text.charAt(i + 3) << 48);
      hash = fold(hash ^ four);
    }
    @Var long rest = 0;
    for (; i < to; i++) {
      rest = (rest << 16) | text.charAt(i);
    }
    return fold(hash ^ rest);
  }

  /// Both halves of the product of 128 bits, over each other.
  private static long fold(long value) {
    return Math.unsignedMultiplyHigh(value, MULTIPLIER) ^ (value * MULTIPLIER);
  }
}
