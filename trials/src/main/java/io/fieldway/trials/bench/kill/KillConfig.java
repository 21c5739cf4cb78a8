package io.fieldway.trials.bench.kill;

import java.time.Duration;

/// How often and when a broker is killed.
///
/// @param rounds how often
/// @param seed of the moments
/// @param most messages that are acknowledged in a round at most, about
/// @param window messages of each publisher under way
/// @param away messages of the first part, acknowledged while the subscriber is away
/// @param lost what has not come after so long without any delivery is missing
public record KillConfig(int rounds, long seed, int most, int window, int away, Duration lost) {
  /// So many rounds, with the moments of a seed.
  public static KillConfig of(int rounds, long seed) {
    return new KillConfig(rounds, seed, 4_000, 256, 1_000, Duration.ofSeconds(15));
  }

  /// The same with another patience for what is missing.
  public KillConfig waiting(Duration time) {
    return new KillConfig(rounds, seed, most, window, away, time);
  }
}
