package io.fieldway.launcher;

import io.fieldway.gateway.driver.DriverFactory;
import io.fieldway.gateway.driver.DriverJars;
import io.fieldway.gateway.driver.Plug;
import io.fieldway.launcher.config.Configured;
import io.fieldway.launcher.config.Flags;
import io.fieldway.wire.config.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Drivers that are not the gateway's own.
public record DriverSettings(
    @Key("The directory of their jars; the default is drivers in the gateway's data directory.")
        Optional<Path> directory,
    @Key("Those that are used; without any no jar is opened.") List<PlugSettings> use) {

  public DriverSettings(Optional<Path> directory, List<PlugSettings> use) {
    this.directory = directory;
    this.use = List.copyOf(use);
  }

  static DriverSettings defaults() {
    return new DriverSettings(Optional.empty(), List.of());
  }

  /// The drivers that are used, each with its settings.
  ///
  /// @throws IOException with one sentence for a person, where one is not there or its settings
  ///   cannot hold
  List<Plug<?>> plugs(Path data) throws IOException {
    if (use.isEmpty()) {
      return List.of();
    }
    Path place = directory.orElse(data.resolve("drivers"));
    List<DriverFactory<?>> offered = DriverJars.read(place);
    List<Plug<?>> plugs = new ArrayList<>();
    for (PlugSettings each : use) {
      DriverFactory<?> factory =
          offered.stream()
              .filter(one -> one.name().equals(each.name()))
              .findFirst()
              .orElseThrow(() -> unknown(each.name(), place, offered));
      plugs.add(plug(factory, each.settings()));
    }
    return plugs;
  }

  private static <S extends Record> Plug<S> plug(DriverFactory<S> factory, Optional<Path> file)
      throws IOException {
    return new Plug<>(factory, Configured.read(factory.defaults(), file, new Flags()).value());
  }

  private static IOException unknown(String name, Path place, List<DriverFactory<?>> offered) {
    return new IOException(
        "expected a jar with the driver "
            + name
            + " in "
            + place
            + ", got "
            + (offered.isEmpty()
                ? "none with any driver"
                : "only " + String.join(", ", offered.stream().map(DriverFactory::name).toList())));
  }
}
