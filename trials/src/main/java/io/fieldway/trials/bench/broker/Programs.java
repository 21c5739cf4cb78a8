package io.fieldway.trials.bench.broker;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds programs; servers stand where not every path looks.
final class Programs {
  private static final List<String> PLACES =
      Stream.concat(
              Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
              Stream.of("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"))
          .toList();

  private Programs() {}

  static Optional<Path> find(String name) {
    return PLACES.stream()
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
