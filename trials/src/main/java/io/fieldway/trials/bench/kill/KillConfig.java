package io.fieldway.trials.bench.kill;

/// How often and when a broker is killed.
///
/// @param rounds how often
/// @param seed of the moments
/// @param most messages that are acknowledged in a round at most, about
/// @param window messages of each publisher under way
/// @param away messages of the first part, acknowledged while the subscriber is away
public record KillConfig(int rounds, long seed, int most, int window, int away) {
  /// So many rounds, with the moments of a seed.
  public static KillConfig of(int rounds, long seed) {
    return new KillConfig(rounds, seed, 4_000, 256, 1_000);
  }
}
