package io.fieldway.launcher;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A gateway's key on disk: 64 hexadecimal digits, readable by its owner only.
final class KeyFile {
  private static final int KEY_BYTES = 32;

  private KeyFile() {}

  static Bytes read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          "expected a key file that can be read at " + file + "; fieldway register writes one");
    }
    Bytes key = Bytes.fromHex("key file " + file, Files.readString(file).strip());
    if (key.size() != KEY_BYTES) {
      throw new IOException(
          "expected 64 hexadecimal digits in key file " + file + ", got " + key.size() * 2);
    }
    return key;
  }

  /// Writes a file in place of what is there: afterwards the new key is there, or the old one.
  static void replace(Path file, Bytes key) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    write(fresh, key);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Writes a new file; an existing one is refused.
  static void write(Path file, Bytes key) throws IOException {
    if (Files.exists(file)) {
      throw new IOException("key file " + file + " exists already; name another or remove it");
    }
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
    Files.writeString(file, key.hex() + "\n", StandardOpenOption.WRITE);
  }
}
