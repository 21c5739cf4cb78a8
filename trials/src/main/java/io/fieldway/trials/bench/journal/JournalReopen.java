package io.fieldway.trials.bench.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A journal with many messages waiting: filled, closed, opened and read whole, then emptied as the
/// subscribers come back.
final class JournalReopen implements Contestant {
  static final Measure REOPEN = Measure.lower("reopen", "reopen full, read all", "ms");
  static final Measure HEAP = Measure.lower("heap", "heap held when reopened", "MiB");
  static final Measure DISK = Measure.lower("disk", "disk, full", "MiB");
  static final Measure EMPTY = Measure.higher("empty", "remove all", "entries/s");
  static final Measure DISK_AFTER =
      Measure.lower("disk_after", "disk, all removed and reopened", "MiB");

  static final List<Measure> MEASURES = List.of(REOPEN, HEAP, DISK, EMPTY, DISK_AFTER);

  private static final int WINDOW = 20_000;
  private static final Duration PAUSE = Duration.ofNanos(50_000);
  private static final double MIB = 1024 * 1024;

  private final JournalPeer peer;
  private final Path directory;
  private final int entries;
  private final List<Bytes> values = JournalFlow.values();

  JournalReopen(JournalPeer peer, Path directory, int entries) {
    this.peer = peer;
    this.directory = directory;
    this.entries = entries;
  }

  @Override
  public String name() {
    return peer.title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    try (Scratch scratch = Scratch.in(directory)) {
      Path place = scratch.path();
      fill(place);
      recorder.record(DISK, scratch.bytes() / MIB);
      double before = heapInUse();
      long began = System.nanoTime();
      try (KeyedStore store = peer.open(place)) {
        check(count(store), entries);
        recorder.record(REOPEN, seconds(began) * 1e3);
        recorder.record(HEAP, Math.max(0, heapInUse() - before) / MIB);
        long removing = System.nanoTime();
        work(store, store::remove);
        recorder.record(EMPTY, entries / seconds(removing));
      }
      try (KeyedStore store = peer.open(place)) {
        check(count(store), 0);
      }
      recorder.record(DISK_AFTER, scratch.bytes() / MIB);
    }
  }

  /// A method of its own, so that nothing of the filled store is held when the heap is looked at.
  private void fill(Path place) throws IOException {
    try (KeyedStore store = peer.open(place)) {
      work(store, key -> store.put(key, values.get((int) (key % values.size()))));
    }
  }

  /// Does something to every key, and returns when that is committed.
  private void work(KeyedStore store, Work work) throws IOException {
    for (int key = 0; key < entries; key++) {
      while (key - store.committed() > WINDOW) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
      work.on(key);
      store.boundary();
    }
    while (store.committed() < entries) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private interface Work {
    void on(long key);
  }

  private static int count(KeyedStore store) throws IOException {
    Counter counter = new Counter();
    store.survivors((each, key) -> counter.count++);
    return counter.count;
  }

  private static final class Counter {
    @Var private int count;
  }

  private void check(int found, int expected) {
    if (found != expected) {
      throw new IllegalStateException(
          peer.title() + " holds " + found + " of the " + expected + " entries it was given");
    }
  }

  private static double seconds(long beganNanos) {
    return (System.nanoTime() - beganNanos) / 1e9;
  }

  private static double heapInUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
