package io.fieldway.trials.bench;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.outbox.OutboxPeer;
import io.fieldway.trials.bench.outbox.OutboxStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A store after an outage: filled, closed, reopened, and emptied as acknowledgements come.
final class OutboxReopen implements Contestant {
  static final Measure FORGET = Measure.higher("forget", "forget, ranges of 1000", "entries/s");
  static final Measure REOPEN = Measure.lower("reopen", "reopen full, read first 500", "ms");
  static final Measure HEAP = Measure.lower("heap", "heap held when reopened", "MiB");
  static final Measure DISK = Measure.lower("disk", "disk, full", "MiB");
  static final Measure DISK_AFTER =
      Measure.lower("disk_after", "disk, all forgotten and reopened", "MiB");
  static final Measure JARS = Measure.lower("jars", "jars", "MiB");

  static final List<Measure> MEASURES = List.of(FORGET, REOPEN, HEAP, DISK, DISK_AFTER, JARS);

  private static final int RANGE = 1_000;
  private static final int FILL_GROUP = 4_096;
  private static final int FIRST_READ = 500;
  private static final double MIB = 1024 * 1024;

  private final OutboxPeer peer;
  private final Path directory;
  private final int entries;

  OutboxReopen(OutboxPeer peer, Path directory, int entries) {
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
      try (OutboxStore store = peer.open(place)) {
        List<byte[]> first = store.read(1, FIRST_READ);
        recorder.record(REOPEN, seconds(began) * 1e3);
        check(store.last() == entries && first.size() == Math.min(FIRST_READ, entries));
        recorder.record(HEAP, Math.max(0, heapInUse() - before) / MIB);
        recorder.record(FORGET, forgetAll(store));
      }
      try (OutboxStore store = peer.open(place)) {
        check(store.last() == entries && store.read(1, 1).isEmpty());
      }
      recorder.record(DISK_AFTER, scratch.bytes() / MIB);
    }
    recordJars(recorder);
  }

  private void fill(Path place) throws IOException {
    SampleEntries sample = new SampleEntries();
    try (OutboxStore store = peer.open(place)) {
      while (store.last() < entries) {
        store.append(sample.next((int) Math.min(FILL_GROUP, entries - store.last())));
      }
    }
  }

  private double forgetAll(OutboxStore store) throws IOException {
    long began = System.nanoTime();
    for (@Var long upTo = RANGE; upTo < entries + RANGE; upTo += RANGE) {
      store.forget(Math.min(upTo, entries));
    }
    return entries / seconds(began);
  }

  private void recordJars(Recorder recorder) throws IOException {
    List<Path> jars = peer.jars();
    if (!jars.isEmpty()) {
      @Var long bytes = 0;
      for (Path jar : jars) {
        bytes += Files.size(jar);
      }
      recorder.record(JARS, bytes / MIB);
    }
  }

  private void check(boolean holds) {
    if (!holds) {
      throw new IllegalStateException(peer.title() + " does not hold what it was given");
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
