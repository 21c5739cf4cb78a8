package io.fieldway.trials.bench;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A directory for the time of a measurement; closing removes it with all it holds.
public record Scratch(Path path) implements AutoCloseable {

  /// Makes one below a directory.
  public static Scratch in(Path directory) throws IOException {
    return new Scratch(Files.createTempDirectory(directory, "fieldway-bench"));
  }

  /// The bytes of all files.
  public long bytes() throws IOException {
    @Var long bytes = 0;
    for (Path file : files()) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    for (Path file : files().reversed()) {
      Files.delete(file);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      return all.toList();
    }
  }
}
