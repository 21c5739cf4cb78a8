package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Small files that outlive a power cut: what they say is either what was before, or all of the
/// new. Blocks.
final class LastingFiles {
  private LastingFiles() {}

  /// Writes a file in the place of what is there; it lasts when this returns.
  static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    write(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    forceAbove(file, 1);
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /// Forces the directory of a file, and the ones above it.
  static void forceAbove(Path file, int levels) throws IOException {
    @Var Path directory = file.toAbsolutePath().getParent();
    for (@Var int i = 0; i < levels && directory != null; i++) {
      forceDirectory(directory);
      directory = directory.getParent();
    }
  }

  /// Returns when the names in a directory outlive a power cut, where the system has that.
  static void forceDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
