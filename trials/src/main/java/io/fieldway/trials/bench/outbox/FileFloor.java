package io.fieldway.trials.bench.outbox;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// One write and one force a group into a file whose blocks were written before, so that a force
/// writes data alone: what the disk allows. A store that is much faster with groups of one does not
/// force what it says it forces.
final class FileFloor implements OutboxStore {
  private static final int SIZE = 64 * 1024 * 1024;
  private static final int CHUNK = 1024 * 1024;

  private final FileChannel channel;
  private long last;
  private long position;

  FileFloor(Path directory) throws IOException {
    channel =
        FileChannel.open(
            directory.resolve("floor"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (@Var long at = 0; at < SIZE; at += CHUNK) {
      channel.write(ByteBuffer.allocate(CHUNK), at);
    }
    channel.force(true);
  }

  @Override
  public void append(List<byte[]> group) throws IOException {
    int size = group.stream().mapToInt(each -> each.length + Long.BYTES).sum();
    ByteBuffer buffer = ByteBuffer.allocate(size);
    for (byte[] entry : group) {
      last++;
      buffer.putLong(last).put(entry);
    }
    buffer.flip();
    if (position + size > SIZE) {
      position = 0;
    }
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
    channel.force(false);
  }

  @Override
  public void forget(long upTo) {
    // its space is written again in any case
  }

  @Override
  public List<byte[]> read(long from, int limit) {
    throw new UnsupportedOperationException("the floor only appends");
  }

  @Override
  public long last() {
    return last;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
