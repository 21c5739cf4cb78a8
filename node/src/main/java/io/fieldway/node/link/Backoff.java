package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
import java.util.random.RandomGenerator;

/// When a peer is dialled again: after a time that chance takes between nothing and a bound that
/// doubles with every failure, so that many nodes that lost one peer do not come back to it all at
/// once.
public final class Backoff {
  private static final int MOST_DOUBLINGS = 30;

  private final long firstMillis;
  private final long longestMillis;
  private final long steadyMillis;
  private final RandomGenerator random;
  @Var private int failures;

  /// No failure yet.
  public Backoff(LinkConfig config, RandomGenerator random) {
    this.firstMillis = config.backoff().toMillis();
    this.longestMillis = config.maximumBackoff().toMillis();
    this.steadyMillis = config.steady().toMillis();
    this.random = random;
  }

  /// How many milliseconds to wait now.
  ///
  /// @param upMillis how long the link was up that has ended; 0 where none came to be
  public long next(long upMillis) {
    if (upMillis > 0 && upMillis >= steadyMillis) {
      failures = 0;
      return 0;
    }
    long bound = Math.min(longestMillis, firstMillis << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return random.nextLong(bound + 1);
  }
}
