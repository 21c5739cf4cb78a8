package io.fieldway.trials.bench.broker;

import java.time.Duration;
import picocli.CommandLine.Option;

/// How long brokers are loaded, and how often, as the benches share it that load them.
public final class LoadOptions {
  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "4",
      description = "How long each load is measured. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Alternating rounds. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  /// The time to be measured, after so many seconds to warm up.
  public Timing timing(double warmUp) {
    return new Timing(duration(warmUp), duration(seconds));
  }

  /// How often the contestants take turns.
  public int rounds() {
    return rounds;
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis((long) (seconds * 1_000));
  }
}
