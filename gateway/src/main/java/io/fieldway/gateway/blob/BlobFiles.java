package io.fieldway.gateway.blob;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory of blobs. Each has a number: `N.part` while it arrives; when it is whole and on
/// the disk, `N.blob`, and beside it `N.json`, which makes it count.
final class BlobFiles {
  private static final Logger log = LoggerFactory.getLogger(BlobFiles.class);

  private static final String PART = ".part";
  private static final String BLOB = ".blob";
  private static final String HEADER = ".json";

  private final Path directory;

  private BlobFiles(Path directory) {
    this.directory = directory;
  }

  static BlobFiles in(Path directory) throws IOException {
    Files.createDirectories(directory);
    return new BlobFiles(directory);
  }

  /// What counts, oldest first; everything else is removed.
  List<KeptBlob> load() throws IOException {
    List<KeptBlob> kept = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(HEADER) && !load(file, name, kept)) {
          others.add(file);
        } else if (!name.endsWith(HEADER) && !name.endsWith(BLOB)) {
          others.add(file);
        }
      }
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + BLOB)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (kept.stream().noneMatch(each -> path(each.number(), BLOB).endsWith(name))) {
          others.add(file);
        }
      }
    }
    for (Path each : others) {
      Files.deleteIfExists(each);
    }
    kept.sort(Comparator.comparingLong(KeptBlob::number));
    return kept;
  }

  private boolean load(Path file, String name, List<KeptBlob> kept) throws IOException {
    try {
      long number = Long.parseLong(name.substring(0, name.length() - HEADER.length()));
      KeptBlob blob = KeptBlob.read(number, Files.readString(file));
      Path content = path(number, BLOB);
      if (Files.exists(content) && Files.size(content) == blob.header().size()) {
        kept.add(blob);
        return true;
      }
      log.error("the blob {} has no content or another size; it is given up", file);
    } catch (MalformedException | NumberFormatException e) {
      log.error("the blob {} cannot be read and is given up: {}", file, e.getMessage());
    }
    return false;
  }

  FileChannel create(long number) throws IOException {
    return FileChannel.open(
        path(number, PART), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  static void write(FileChannel channel, long offset, Bytes data) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(data.toArray());
    while (bytes.hasRemaining()) {
      int _ = channel.write(bytes, offset + bytes.position());
    }
  }

  /// Makes a part count: content, then header, each on the disk before the next.
  void keep(KeptBlob blob, FileChannel channel) throws IOException {
    channel.force(true);
    Files.move(path(blob.number(), PART), path(blob.number(), BLOB));
    Path draft = path(blob.number(), ".draft");
    try (FileChannel header =
        FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      write(header, 0, Bytes.copyOf(blob.write().getBytes(StandardCharsets.UTF_8)));
      header.force(true);
    }
    Files.move(draft, path(blob.number(), HEADER), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel entries = FileChannel.open(directory)) {
      entries.force(true);
    }
  }

  Bytes read(long number, long offset, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size);
    try (FileChannel channel = FileChannel.open(path(number, BLOB))) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new IOException("the blob " + number + " ends before " + (offset + size));
        }
      }
    }
    return Bytes.copyOf(bytes.array());
  }

  /// The header goes first: what is left of a content without one is removed at the next start.
  void remove(long number) {
    for (String each : List.of(HEADER, BLOB, PART)) {
      try {
        Files.deleteIfExists(path(number, each));
      } catch (IOException e) {
        log.warn("a file of blob {} stays until the next start: {}", number, e.getMessage());
      }
    }
  }

  private Path path(long number, String ending) {
    return directory.resolve(String.format("%012d%s", number, ending));
  }
}
