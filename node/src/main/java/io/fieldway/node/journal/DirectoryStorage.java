package io.fieldway.node.journal;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A directory, kept from other processes by a lock that the system lets go of when the process
/// dies.
final class DirectoryStorage implements Storage {
  private static final String LOCK = "journal.lock";

  private final Path directory;
  private final FileChannel lock;

  private DirectoryStorage(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /// Takes the directory, and makes it where there is none.
  ///
  /// @throws IOException with one sentence for a person, where somebody else has it
  static DirectoryStorage take(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock(channel) == null) {
      channel.close();
      throw new IOException(
          "the journal's directory "
              + directory
              + " is in use by another node; stop that one or choose another directory");
    }
    return new DirectoryStorage(directory, channel);
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Override
  public StoredFile create(String name) throws IOException {
    return new ChannelFile(
        FileChannel.open(
            directory.resolve(name),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE));
  }

  @Override
  public StoredFile open(String name) throws IOException {
    return new ChannelFile(
        FileChannel.open(
            directory.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(directory.resolve(name));
  }

  /// Names are forced with the directory where the system lets directories be opened, as POSIX
  /// does; others write them through by themselves.
  @Override
  public void force() throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private record ChannelFile(FileChannel channel) implements StoredFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void read(ByteBuffer target, long offset) throws IOException {
      long begin = offset - target.position();
      while (target.hasRemaining()) {
        if (channel.read(target, begin + target.position()) < 0) {
          throw new EOFException("the file ends before " + (begin + target.limit()));
        }
      }
    }

    @Override
    public void write(ByteBuffer source, long offset) throws IOException {
      long begin = offset - source.position();
      while (source.hasRemaining()) {
        channel.write(source, begin + source.position());
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
