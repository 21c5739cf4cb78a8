package io.fieldway.trials.bench;

import io.fieldway.trials.bench.outbox.OutboxPeer;
import io.fieldway.trials.bench.outbox.OutboxStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A store in daily work: each round appends for a short while in groups of each size, and forgets
/// what it appended as acknowledgements would have it.
final class OutboxAppend implements Contestant, AutoCloseable {
  private static final List<Integer> GROUPS = List.of(1, 16, 256);

  static final List<Measure> MEASURES = GROUPS.stream().map(OutboxAppend::measure).toList();

  private final OutboxPeer peer;
  private final Scratch scratch;
  private final OutboxStore store;
  private final Duration slice;
  private final SampleEntries sample = new SampleEntries();

  OutboxAppend(OutboxPeer peer, Path directory, Duration slice) throws IOException {
    this.peer = peer;
    this.slice = slice;
    this.scratch = Scratch.in(directory);
    this.store = peer.open(scratch.path());
  }

  @Override
  public String name() {
    return peer.title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    for (int group : GROUPS) {
      long before = store.last();
      long began = System.nanoTime();
      long end = began + slice.toNanos();
      while (System.nanoTime() < end) {
        store.append(sample.next(group));
      }
      recorder.record(
          measure(group), (store.last() - before) / ((System.nanoTime() - began) / 1e9));
    }
    store.forget(store.last());
  }

  @Override
  public void close() throws IOException {
    store.close();
    scratch.close();
  }

  private static Measure measure(int group) {
    return Measure.higher("append_" + group, "append, groups of " + group, "entries/s");
  }
}
