package io.fieldway.trials.bench.journal;

import io.fieldway.wire.Bytes;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/// H2's MVStore without background commits: `commit()` makes a version, `sync()` forces it.
final class MvTransactions implements Transactions {
  private final MVStore store;
  private final MVMap<Long, byte[]> entries;

  MvTransactions(Path directory) {
    store =
        new MVStore.Builder()
            .fileName(directory.resolve("journal.mv").toString())
            .autoCommitDisabled()
            .open();
    entries = store.openMap("entry");
  }

  @Override
  public void commit(List<Change> changes) {
    for (Change change : changes) {
      if (change.removes()) {
        entries.remove(change.key());
      } else {
        entries.put(change.key(), change.value().toArray());
      }
    }
    store.commit();
    store.sync();
  }

  @Override
  public void survivors(ObjLongConsumer<Bytes> each) {
    entries.forEach((key, value) -> each.accept(Bytes.copyOf(value), key));
  }

  @Override
  public void close() {
    store.close();
  }
}
