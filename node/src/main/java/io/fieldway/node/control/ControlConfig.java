package io.fieldway.node.control;

import io.fieldway.wire.config.Key;
import java.time.Duration;

/// The times and bounds of connections with controllers.
public record ControlConfig(
    @Key("How often a node says how it stands where nothing has changed.") Duration statusInterval,
    @Key("A controller that says nothing for so long is cut off.") Duration silence,
    @Key("How many controllers may be connected; more are refused.") int maximumControllers) {
  private static final ControlConfig DEFAULTS =
      new ControlConfig(Duration.ofMillis(500), Duration.ofSeconds(10), 8);

  public static ControlConfig defaults() {
    return DEFAULTS;
  }
}
