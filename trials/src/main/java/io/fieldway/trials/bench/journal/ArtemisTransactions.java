package io.fieldway.trials.bench.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.outbox.CollectedFiles;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import org.apache.activemq.artemis.core.journal.LoaderCallback;
import org.apache.activemq.artemis.core.journal.PreparedTransactionInfo;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/// The Artemis journal over NIO, with the broker's defaults but for the buffer: as there is one
/// writer that waits for each commit, a buffer's time to wait for more is lost time. It hands all
/// records over while it opens, so they are kept until they are asked for.
final class ArtemisTransactions implements Transactions {
  private static final int FILE_SIZE = 10 * 1024 * 1024;
  private static final byte ENTRY = 1;

  private final JournalImpl journal;
  private final Map<Long, byte[]> found = new HashMap<>();
  @Var private long transaction;

  ArtemisTransactions(Path directory) throws IOException {
    journal =
        new JournalImpl(
            FILE_SIZE,
            2,
            10,
            10,
            30,
            new CollectedFiles(directory.toFile()),
            "journal",
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
  public void commit(List<Change> changes) throws IOException {
    transaction++;
    try {
      for (Change change : changes) {
        if (change.removes()) {
          journal.appendDeleteRecordTransactional(transaction, change.key());
        } else {
          journal.appendAddRecordTransactional(
              transaction, change.key(), ENTRY, change.value().toArray());
        }
      }
      journal.appendCommitRecord(transaction, true);
    } catch (Exception e) { // declared by the journal
      throw failed(e);
    }
  }

  @Override
  public void survivors(ObjLongConsumer<Bytes> each) {
    found.forEach((key, value) -> each.accept(Bytes.copyOf(value), key));
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
      found.put(info.id, info.data);
    }

    @Override
    public void updateRecord(RecordInfo info) {
      found.put(info.id, info.data);
    }

    @Override
    public void deleteRecord(long id) {
      found.remove(id);
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
