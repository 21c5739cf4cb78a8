package io.fieldway.trials.bench.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB with two column families and synced write batches.
final class RocksOutbox implements OutboxStore {
  private final DBOptions options =
      new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final List<ColumnFamilyHandle> families = new ArrayList<>();
  private final RocksDB store;
  private final ColumnFamilyHandle entries;
  private final ColumnFamilyHandle watermarks;
  private long last;

  RocksOutbox(Path directory) throws IOException {
    try {
      store =
          RocksDB.open(
              options,
              directory.toString(),
              List.of(
                  new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY),
                  new ColumnFamilyDescriptor("watermark".getBytes(StandardCharsets.UTF_8))),
              families);
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
    entries = families.get(0);
    watermarks = families.get(1);
    try (RocksIterator each = store.newIterator(watermarks)) {
      for (each.seekToFirst(); each.isValid(); each.next()) {
        last = Math.max(last, ByteBuffer.wrap(each.value()).getLong());
      }
    }
  }

  @Override
  public void append(List<byte[]> group) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      long first = last + 1;
      for (byte[] entry : group) {
        last++;
        batch.put(entries, key(last), entry);
      }
      for (long seq = Math.max(first, last - DEVICES + 1); seq <= last; seq++) {
        batch.put(watermarks, key(seq % DEVICES), key(seq));
      }
      store.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void forget(long upTo) throws IOException {
    try (WriteBatch batch = new WriteBatch()) {
      batch.deleteRange(entries, key(0), key(upTo + 1));
      store.write(synced, batch);
    } catch (RocksDBException e) {
      throw new IOException(e);
    }
  }

  @Override
  public List<byte[]> read(long from, int limit) {
    List<byte[]> all = new ArrayList<>();
    try (RocksIterator each = store.newIterator(entries)) {
      for (each.seek(key(from)); each.isValid() && all.size() < limit; each.next()) {
        all.add(each.value());
      }
    }
    return all;
  }

  @Override
  public long last() {
    return last;
  }

  @Override
  public void close() {
    families.forEach(ColumnFamilyHandle::close);
    store.close();
    synced.close();
    options.close();
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }
}
