package io.fieldway.launcher;

import io.fieldway.wire.config.Key;
import java.nio.file.Path;
import java.util.Optional;

/// One driver from a jar.
public record PlugSettings(
    @Key(value = "The driver's name.", required = true) String name,
    @Key("The file with the driver's own settings; the default are its defaults.")
        Optional<Path> settings) {

  /// A driver with its own defaults.
  public static PlugSettings defaults() {
    return new PlugSettings("driver", Optional.empty());
  }
}
