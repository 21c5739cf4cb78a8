package io.fieldway.trials.bench.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// The node's own journal, with its defaults.
final class FieldwayStore implements KeyedStore {
  private final FileJournal journal;
  @Var private volatile long committed;
  @Var private volatile @Nullable IOException failure;

  FieldwayStore(Path directory) throws IOException {
    journal = FileJournal.open(directory, JournalConfig.defaults(), new Ear());
  }

  @Override
  public void put(long key, Bytes value) {
    journal.put(key, value);
  }

  @Override
  public void remove(long key) {
    journal.remove(key);
  }

  @Override
  public void boundary() {
    journal.boundary();
  }

  @Override
  public long committed() throws IOException {
    if (failure != null) {
      throw new IOException(failure);
    }
    return committed;
  }

  @Override
  public void survivors(ObjLongConsumer<Bytes> each) throws IOException {
    journal.survived(each);
  }

  @Override
  public void close() {
    journal.close();
  }

  private final class Ear implements FileJournal.Listener {
    @Override
    public void committed(long position) {
      committed = position;
    }

    @Override
    public void failed(IOException cause) {
      failure = cause;
    }
  }
}
