package io.fieldway.trials.bench.journal;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB with synced write batches.
final class RocksTransactions implements Transactions {
  private final Options options = new Options().setCreateIfMissing(true);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final RocksDB store;

  RocksTransactions(Path directory) throws IOException {
    try {
      store = RocksDB.open(options, directory.toString());
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void commit(List<Change> changes) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Change change : changes) {
        if (change.removes()) {
          batch.delete(key(change.key()));
        } else {
          batch.put(key(change.key()), change.value().toArray());
        }
      }
      store.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void survivors(ObjLongConsumer<Bytes> each) {
    try (RocksIterator entries = store.newIterator()) {
      for (entries.seekToFirst(); entries.isValid(); entries.next()) {
        each.accept(Bytes.copyOf(entries.value()), ByteBuffer.wrap(entries.key()).getLong());
      }
    }
  }

  @Override
  public void close() {
    store.close();
    synced.close();
    options.close();
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
