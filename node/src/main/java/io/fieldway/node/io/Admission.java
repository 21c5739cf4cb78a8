package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;

/// How many connections there may be, and how many may come in a second: a bucket that fills
/// evenly. Belongs to the broker's event loop.
final class Admission {
  private static final double NANOS = 1e9;

  private final int maximum;
  private final double perSecond;
  @Var private int open;
  @Var private double tokens;
  @Var private long last;

  Admission(int maximum, int perSecond, long nanos) {
    this.maximum = maximum;
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.last = nanos;
  }

  /// What became of a connection that wants in.
  enum Answer {
    ADMITTED,
    TOO_MANY,
    TOO_FAST
  }

  /// Asks for one more connection; one that is admitted counts until [#left].
  Answer ask(long nanos) {
    tokens = Math.min(perSecond, tokens + (nanos - last) * perSecond / NANOS);
    last = nanos;
    if (open >= maximum) {
      return Answer.TOO_MANY;
    }
    if (tokens < 1) {
      return Answer.TOO_FAST;
    }
    tokens--;
    open++;
    return Answer.ADMITTED;
  }

  void left() {
    open--;
  }

  int open() {
    return open;
  }
}
