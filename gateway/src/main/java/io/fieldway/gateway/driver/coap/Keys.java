package io.fieldway.gateway.driver.coap;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Ids;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The pre-shared key of each device. They stand in clear in their file, for DTLS needs them so: it
/// is read only where nobody but its owner can.
final class Keys {
  /// The shortest key, in bytes.
  private static final int LEAST = 16;

  /// The longest key, in bytes.
  private static final int MOST = 64;

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private Keys() {}

  /// Reads the file.
  ///
  /// @throws IOException with one sentence for a person, where the file is none, or others can read
  ///   it; nothing of a key stands in it
  static Map<String, Bytes> read(Path file) throws IOException {
    if (isOpen(file)) {
      throw new IOException(
          "refusing the keys in "
              + file
              + ": others than its owner can read or write it; chmod 600 changes that");
    }
    Map<String, Bytes> keys = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(keys, line, file + ":" + (i + 1));
      }
    }
    return Map.copyOf(keys);
  }

  private static boolean isOpen(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains);
  }

  private static void add(Map<String, Bytes> keys, String line, String where) throws IOException {
    String[] parts = line.split("\\s+", -1);
    boolean isLine =
        parts.length == 2
            && parts[1].length() % 2 == 0
            && parts[1].matches("[0-9a-fA-F]{" + 2 * LEAST + "," + 2 * MOST + "}");
    if (!isLine) {
      throw new IOException(
          where
              + ": expected an id and a key of "
              + LEAST
              + " to "
              + MOST
              + " bytes in hexadecimal, got something else");
    }
    try {
      keys.put(Ids.check(where, parts[0]), Bytes.fromHex(where, parts[1]));
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
