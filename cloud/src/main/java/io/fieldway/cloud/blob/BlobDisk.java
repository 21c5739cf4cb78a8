package io.fieldway.cloud.blob;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The files of blobs: `N.part` while it arrives, `N.blob` when it is whole, `N.jpg` its thumbnail.
/// Bytes are put at their offsets, so that two sessions of one gateway, of which one has not
/// noticed its end yet, write the same to the same place.
final class BlobDisk {
  private static final int BUFFER = 64 * 1024;

  private final Path directory;

  BlobDisk(Path directory) throws IOException {
    Files.createDirectories(directory);
    this.directory = directory;
  }

  Path content(long number) {
    return directory.resolve(number + ".blob");
  }

  Path thumbnail(long number) {
    return directory.resolve(number + ".jpg");
  }

  /// Bytes that have arrived; none where there is no such file.
  long arrived(long number, long announced) throws IOException {
    Path part = part(number);
    if (Files.exists(part)) {
      return Math.min(Files.size(part), announced);
    }
    // Killed between the file's new name and its new state.
    return Files.exists(content(number)) ? announced : 0;
  }

  void write(long number, long offset, Bytes data) throws IOException {
    try (FileChannel channel =
        FileChannel.open(part(number), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(data.toArray());
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes, offset + bytes.position());
      }
    }
  }

  /// The hash of all that has arrived.
  Bytes hash(long number) throws IOException {
    Path part = part(number);
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(Files.exists(part) ? part : content(number))) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Bytes.copyOf(digest.digest());
  }

  /// Forces a whole blob to the disk, under its new name.
  void keep(long number) throws IOException {
    Path part = part(number);
    if (Files.exists(part)) {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, content(number), StandardCopyOption.ATOMIC_MOVE);
    }
    try (FileChannel entries = FileChannel.open(directory)) {
      entries.force(true);
    }
  }

  void putThumbnail(long number, Bytes jpeg) throws IOException {
    Path draft = directory.resolve(number + ".draft");
    Files.write(draft, jpeg.toArray());
    Files.move(draft, thumbnail(number), StandardCopyOption.ATOMIC_MOVE);
  }

  void remove(long number) throws IOException {
    Files.deleteIfExists(part(number));
    Files.deleteIfExists(content(number));
    Files.deleteIfExists(thumbnail(number));
  }

  /// Bytes of the disk that are free.
  long free() throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private Path part(long number) {
    return directory.resolve(number + ".part");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
