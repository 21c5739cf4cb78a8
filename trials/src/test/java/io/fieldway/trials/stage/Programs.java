package io.fieldway.trials.stage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs that a machine may lack; a test that needs one is skipped visibly. `.ci/run` installs
/// them all and lets no test be skipped.
public final class Programs {
  private static final List<String> PLACES =
      Stream.concat(
              Stream.of(System.getenv().getOrDefault("PATH", "").split(":")),
              Stream.of("/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin"))
          .toList();

  private Programs() {}

  /// The program's path; the test is skipped where it is not installed.
  public static Path need(String name) {
    Optional<Path> found = find(name);
    assumeTrue(found.isPresent(), "needs " + name);
    return found.orElseThrow();
  }

  static Optional<Path> find(String name) {
    return PLACES.stream()
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
