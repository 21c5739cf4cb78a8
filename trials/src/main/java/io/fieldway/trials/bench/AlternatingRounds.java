package io.fieldway.trials.bench;

import java.io.IOException;
import java.util.List;

/// Runs contestants in rounds, each once a round, beginning with another one each round, so that
/// what the machine does meanwhile falls on all of them. Short rounds, many of them, are fairer
/// than long ones.
public final class AlternatingRounds {
  private final Results results;
  private final Progress progress;

  /// Rounds whose values go to the results.
  ///
  /// @param results where the values go; several series of rounds may share one
  public AlternatingRounds(Results results, Progress progress) {
    this.results = results;
    this.progress = progress;
  }

  public void run(String what, List<? extends Contestant> contestants, int rounds)
      throws IOException {
    contestants.forEach(each -> results.enter(each.name()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < contestants.size(); i++) {
        Contestant contestant = contestants.get((i + round) % contestants.size());
        progress.now(what + ", round " + (round + 1) + " of " + rounds + ": " + contestant.name());
        contestant.run((measure, value) -> results.add(contestant.name(), measure, value));
      }
    }
  }
}
