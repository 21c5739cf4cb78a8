package io.fieldway.launcher.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A role's configuration as it holds, and where each value comes from.
///
/// @param origins by the path of the key; what is missing is the default
public record Configured<T extends Record>(T value, Map<String, Origin> origins) {
  public Configured(T value, Map<String, Origin> origins) {
    this.value = value;
    this.origins = Map.copyOf(origins);
  }

  /// Reads a configuration: the file over the defaults, the flags over the file.
  ///
  /// @param defaults what holds where nothing is said; keys that are required take an example here
  /// @throws ConfigException with everything that is wrong
  public static <T extends Record> Configured<T> read(T defaults, Optional<Path> file, Flags flags)
      throws IOException {
    Document document = file.isPresent() ? Document.read(file.get()) : Document.none();
    return new Binder(document, flags).bind(defaults);
  }

  /// The file that sets what holds, each line with its origin.
  public String shown() {
    return new Printer(this, false).print();
  }

  /// The file that sets what holds, each key with its sentence.
  public String documented() {
    return new Printer(this, true).print();
  }

  /// Nothing but the defaults.
  public static <T extends Record> Configured<T> defaults(T defaults) {
    return new Configured<>(defaults, Map.of());
  }

  /// Where a value comes from; all that is in a flag's list comes from the flag.
  Origin origin(String path) {
    return Optional.ofNullable(origins.get(path))
        .or(() ->
            Optional.ofNullable(origins.get(path.replaceFirst("\\[.*", "")))
                .filter(Origin.Flag.class::isInstance))
        .orElseGet(Origin.Default::new);
  }
}
