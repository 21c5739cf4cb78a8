package io.fieldway.trials.bench.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.Scratch;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// The steady work of a broker: messages are put, and each is removed once its put was committed,
/// as its subscriber then has it and says so; so many are on their way at once. Each hundredth
/// stays, as for a subscriber that is away, until [#STAYING] have come after it.
final class JournalFlow implements Contestant, AutoCloseable {
  static final int VALUE_BYTES = 120;

  private static final int STAYING = 1_000;
  private static final int STAYS = 100;
  private static final int BURST = 64;
  private static final int VALUES = 256;
  private static final Duration PAUSE = Duration.ofNanos(50_000);
  private static final List<Integer> WINDOWS = List.of(100, 1_000, 20_000);

  static final List<Measure> MEASURES = measures();

  private final JournalPeer peer;
  private final Scratch scratch;
  private final KeyedStore store;
  private final Duration slice;
  private final List<Bytes> values = values();

  /// The position at which each message's put is committed, by its key, in a circle.
  private final long[] due = new long[WINDOWS.getLast()];

  @Var private long put;
  @Var private long removed;
  @Var private long position;

  JournalFlow(JournalPeer peer, Path directory, Duration slice) throws IOException {
    this.peer = peer;
    this.slice = slice;
    this.scratch = Scratch.in(directory);
    this.store = peer.open(scratch.path());
  }

  /// Values that no store can make smaller.
  static List<Bytes> values() {
    SplittableRandom random = new SplittableRandom(2026);
    List<Bytes> values = new ArrayList<>();
    for (int i = 0; i < VALUES; i++) {
      byte[] value = new byte[VALUE_BYTES];
      random.nextBytes(value);
      values.add(Bytes.copyOf(value));
    }
    return List.copyOf(values);
  }

  @Override
  public String name() {
    return peer.title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    for (int window : WINDOWS) {
      long before = removed;
      long cpu = cpuNanos();
      long began = System.nanoTime();
      @Var long nanos = 0;
      while (nanos < slice.toNanos()) {
        if (!turn(window)) {
          LockSupport.parkNanos(PAUSE.toNanos());
        }
        nanos = System.nanoTime() - began;
      }
      long pairs = removed - before;
      recorder.record(pairs(window), pairs / (nanos / 1e9));
      if (pairs > 0) {
        recorder.record(cpu(window), (cpuNanos() - cpu) / 1e3 / pairs);
      }
      drain();
    }
  }

  /// Whether there was something to do.
  private boolean turn(int window) throws IOException {
    long beforePut = put;
    long beforeRemoved = removed;
    while (put - removed < window && put - beforePut < BURST) {
      due[(int) (put % due.length)] = put();
    }
    long committed = store.committed();
    while (removed < put && due[(int) (removed % due.length)] <= committed) {
      remove();
    }
    return put > beforePut || removed > beforeRemoved;
  }

  private long put() {
    store.put(put, values.get((int) (put % VALUES)));
    store.boundary();
    put++;
    position++;
    return position;
  }

  /// Removes the next one, or the one that has stayed longest.
  private void remove() {
    long key = removed % STAYS == 0 ? removed - (long) STAYS * STAYING : removed;
    if (key >= 0) {
      store.remove(key);
      store.boundary();
      position++;
    }
    removed++;
  }

  /// Lets all be committed, so that nothing is left to do in the slices of the others.
  private void drain() throws IOException {
    while (store.committed() < position || removed < put) {
      if (!turn(0)) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
    scratch.close();
  }

  private static List<Measure> measures() {
    List<Measure> measures = new ArrayList<>();
    WINDOWS.forEach(window -> measures.add(pairs(window)));
    WINDOWS.forEach(window -> measures.add(cpu(window)));
    return List.copyOf(measures);
  }

  private static Measure pairs(int window) {
    return Measure.higher("pairs_" + window, "put and remove, " + window + " in flight", "pairs/s");
  }

  private static Measure cpu(int window) {
    return Measure.lower("cpu_" + window, "processor time, " + window + " in flight", "us/pair");
  }

  /// Of the whole process: the caller, the writer, and whatever a store does behind their backs.
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }
}
