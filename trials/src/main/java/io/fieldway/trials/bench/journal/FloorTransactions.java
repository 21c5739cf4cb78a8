package io.fieldway.trials.bench.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.ObjLongConsumer;

/// Not a store: one write and one force a group into a file whose blocks were written before, so
/// that a force writes data alone. What the disk allows.
final class FloorTransactions implements Transactions {
  private static final int SIZE = 64 << 20;
  private static final int CHUNK = 1 << 20;

  private final FileChannel channel;
  @Var private ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
  @Var private long position;

  FloorTransactions(Path directory) throws IOException {
    channel =
        FileChannel.open(
            directory.resolve("floor"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    for (long at = 0; at < SIZE; at += CHUNK) {
      channel.write(ByteBuffer.allocate(CHUNK), at);
    }
    channel.force(true);
  }

  @Override
  public void commit(List<Change> changes) throws IOException {
    int size = changes.stream().mapToInt(each -> 2 * Long.BYTES + each.value().size()).sum();
    if (buffer.capacity() < size) {
      buffer = ByteBuffer.allocateDirect(2 * size);
    }
    buffer.clear();
    for (Change change : changes) {
      buffer.putLong(change.key()).put(change.value().toArray());
    }
    buffer.flip();
    if (position + buffer.remaining() > SIZE) {
      position = 0;
    }
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
    channel.force(false);
  }

  @Override
  public void survivors(ObjLongConsumer<Bytes> each) {
    throw new UnsupportedOperationException("the floor only appends");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
