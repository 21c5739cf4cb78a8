package io.fieldway.node.access;

import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a file line by line and gathers what is wrong, to tell it all at once.
final class Faults {
  private final List<String> found = new ArrayList<>();

  /// Takes one line.
  @FunctionalInterface
  interface Reader {
    /// Reads it.
    ///
    /// @param where the file and the number of the line
    void line(String where, String line);
  }

  /// Passes every line on that is neither empty nor a comment.
  ///
  /// @throws IOException with all lines that were refused, or where the file cannot be read
  static void readLines(Path file, Reader reader) throws IOException {
    Faults faults = new Faults();
    int[] number = {0};
    for (String line : lines(file)) {
      String where = file + ":" + ++number[0];
      if (isContent(line)) {
        faults.attempt(() -> reader.line(where, line));
      }
    }
    if (!faults.found.isEmpty()) {
      throw new IOException(String.join("\n", faults.found));
    }
  }

  /// All lines of a file, comments too.
  static List<String> lines(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("expected a file that can be read at " + file);
    }
    try {
      return Files.readAllLines(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": expected UTF-8, got other bytes", e);
    }
  }

  static boolean isContent(String line) {
    return !line.isBlank() && !line.stripLeading().startsWith("#");
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (MalformedException e) {
      found.add(e.getMessage());
    }
  }
}
