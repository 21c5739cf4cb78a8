package io.fieldway.node.mesh;

import io.fieldway.wire.config.Key;

/// What a node remembers of the ways that messages took.
public record TrailConfig(
    @Key(
            value =
                "Steps of messages that are remembered, the latest ones; older ones are forgotten,"
                    + " and zero remembers none.",
            most = 1_000_000)
        int maximumSteps,
    @Key(
            value =
                "Steps remembered in a second: all while there are no more, else those of one"
                    + " message in two, four, eight and so on, of the same at every node.",
            least = 1)
        int stepsPerSecond) {
  /// What holds where nothing else is said.
  public static TrailConfig defaults() {
    return new TrailConfig(4_096, 256);
  }
}
