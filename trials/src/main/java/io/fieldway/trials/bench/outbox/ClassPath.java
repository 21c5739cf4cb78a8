package io.fieldway.trials.bench.outbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/// Finds which jar a class came from.
final class ClassPath {
  private ClassPath() {}

  /// The jar of a class; empty where it is absent or not in a jar of its own.
  static Optional<Path> jarOf(String name) {
    try {
      Class<?> type = Class.forName(name, false, ClassPath.class.getClassLoader());
      CodeSource source = type.getProtectionDomain().getCodeSource();
      if (source == null) {
        return Optional.empty();
      }
      URI location = source.getLocation().toURI();
      if (!"file".equals(location.getScheme())) {
        return Optional.empty();
      }
      Path jar = Path.of(location);
      return Files.isRegularFile(jar) ? Optional.of(jar) : Optional.empty();
    } catch (ClassNotFoundException | URISyntaxException e) {
      return Optional.empty();
    }
  }
}
