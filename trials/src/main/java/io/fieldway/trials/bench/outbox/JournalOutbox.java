package io.fieldway.trials.bench.outbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/// The Artemis journal over NIO. It knows records by id only while it loads them, so the entries
/// not yet forgotten are kept on the heap, as the broker does.
final class JournalOutbox implements OutboxStore {
  /// Record ids below are watermarks, one a device.
  private static final long FIRST_ENTRY = 1_000;

  private static final int FILE_SIZE = 10 * 1024 * 1024;
  private static final byte ENTRY = 1;
  private static final byte WATERMARK = 2;

  private final JournalImpl journal;
  private final NavigableMap<Long, byte[]> entries = new TreeMap<>();
  private final boolean[] known = new boolean[DEVICES];
  private long transaction;
  private long last;

  JournalOutbox(Path directory) throws IOException {
    // The broker's defaults but for the buffer: with one writer that waits for each commit, a
    // buffer's time to wait for more is lost time.
    journal =
        new JournalImpl(
            FILE_SIZE,
            2,
            10,
            10,
            30,
            new CollectedFiles(directory.toFile()),
            "outbox",
            "journal",
            1);
    try {
      journal.start();
      journal.load(new Loader());
    } catch (Exception e) { // declared by the journal
      throw failed(e);
    }
  }

  @Override
  public void append(List<byte[]> group) throws IOException {
    transaction++;
    try {
      long first = last + 1;
      for (byte[] entry : group) {
        last++;
        entries.put(last, entry);
        journal.appendAddRecordTransactional(transaction, FIRST_ENTRY + last, ENTRY, entry);
      }
      for (long seq = Math.max(first, last - DEVICES + 1); seq <= last; seq++) {
        appendWatermark((int) (seq % DEVICES), seq);
      }
      journal.appendCommitRecord(transaction, true);
    } catch (Exception e) { // declared by the journal
      throw failed(e);
    }
  }

  private void appendWatermark(int device, long seq) throws Exception {
    byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(seq).array();
    if (known[device]) {
      journal.appendUpdateRecordTransactional(transaction, device + 1, WATERMARK, body);
    } else {
      journal.appendAddRecordTransactional(transaction, device + 1, WATERMARK, body);
      known[device] = true;
    }
  }

  @Override
  public void forget(long upTo) throws IOException {
    transaction++;
    NavigableMap<Long, byte[]> gone = entries.headMap(upTo, true);
    try {
      for (long seq : gone.keySet()) {
        journal.appendDeleteRecordTransactional(transaction, FIRST_ENTRY + seq);
      }
      journal.appendCommitRecord(transaction, true);
    } catch (Exception e) { // declared by the journal
      throw failed(e);
    }
    gone.clear();
  }

  @Override
  public List<byte[]> read(long from, int limit) {
    return new ArrayList<>(entries.tailMap(from, true).values().stream().limit(limit).toList());
  }

  @Override
  public long last() {
    return last;
  }

  @Override
  public void close() throws IOException {
    try {
      journal.stop();
    } catch (Exception e) { // declared by the journal
      throw failed(e);
    }
  }

  private static IOException failed(Exception cause) {
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new IOException(cause);
  }

  /// Takes the records that a start finds.
  private final class Loader implements LoaderCallback {
    @Override
    public void addRecord(RecordInfo info) {
      if (info.userRecordType == ENTRY) {
        entries.put(info.id - FIRST_ENTRY, info.data);
      } else {
        updateRecord(info);
      }
    }

    @Override
    public void updateRecord(RecordInfo info) {
      known[(int) info.id - 1] = true;
      last = Math.max(last, ByteBuffer.wrap(info.data).getLong());
    }

    @Override
    public void deleteRecord(long id) {
      entries.remove(id - FIRST_ENTRY);
    }

    @Override
    public void addPreparedTransaction(PreparedTransactionInfo prepared) {
      throw new IllegalStateException("nothing here prepares a transaction");
    }

    @Override
    public void failedTransaction(
        long id, List<RecordInfo> records, List<RecordInfo> recordsToDelete) {
      transaction = Math.max(transaction, id);
    }
  }
}
