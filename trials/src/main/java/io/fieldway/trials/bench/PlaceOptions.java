package io.fieldway.trials.bench;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a bench writes, as all of them share it that do.
public final class PlaceOptions {
  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description =
          "Where data is made and removed; a disk, not memory. Default: a temporary directory.")
  private @Nullable Path directory;

  /// The directory, which is there.
  public Path place() {
    return directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
  }
}
