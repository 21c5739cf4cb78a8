package io.fieldway.trials.bench.outbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/// H2's MVStore without background commits: `commit()` makes one version of all maps, `sync()`
/// forces it.
final class MvOutbox implements OutboxStore {
  private final MVStore store;
  private final MVMap<Long, byte[]> entries;
  private final MVMap<Long, Long> watermarks;
  private long last;

  MvOutbox(Path directory) {
    store =
        new MVStore.Builder()
            .fileName(directory.resolve("outbox.mv").toString())
            .autoCommitDisabled()
            .open();
    entries = store.openMap("entry");
    watermarks = store.openMap("watermark");
    watermarks.values().forEach(seq -> last = Math.max(last, seq));
  }

  @Override
  public void append(List<byte[]> group) {
    long first = last + 1;
    for (byte[] entry : group) {
      last++;
      entries.append(last, entry);
    }
    for (long seq = Math.max(first, last - DEVICES + 1); seq <= last; seq++) {
      watermarks.put(seq % DEVICES, seq);
    }
    store.commit();
    store.sync();
  }

  @Override
  public void forget(long upTo) {
    for (Long first = entries.firstKey();
        first != null && first <= upTo;
        first = entries.firstKey()) {
      entries.remove(first);
    }
    store.commit();
    store.sync();
  }

  @Override
  public List<byte[]> read(long from, int limit) {
    List<byte[]> all = new ArrayList<>();
    Iterator<Long> keys = entries.keyIterator(from);
    while (keys.hasNext() && all.size() < limit) {
      byte[] entry = entries.get(keys.next());
      if (entry != null) {
        all.add(entry);
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
    store.close();
  }
}
