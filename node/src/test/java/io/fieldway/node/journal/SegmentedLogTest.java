package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Random histories against a model: after whatever crash the log holds a state that it had between
/// two groups, and none older than what was forced.
class SegmentedLogTest {
  private static final int HISTORIES = 50;
  private static final int STEPS = 400;

  private final MemoryStorage disk = new MemoryStorage();
  private final JournalConfig config =
      JournalConfig.defaults()
          .withSegmentBytes(8 << 10)
          .withBacklogBytes(8 << 10)
          .withMaximumBytes(1L << 40);

  @Test
  void holdsAStateBetweenTwoGroupsAfterEveryCrash() throws IOException {
    Random seeds = new Random();
    for (int i = 0; i < HISTORIES; i++) {
      new History(seeds.nextLong()).run();
    }
  }

  @Test
  void leavesOutWhatDiesWithinItsGroup() throws IOException {
    SegmentedLog log = open(new Random(1));
    Ring ring = new Ring(1 << 10);
    put(ring, 1, "old");
    write(log, ring);
    long written = log.counts(0).writtenBytes();

    put(ring, 2, "short-lived");
    remove(ring, 2);
    remove(ring, 3);
    assertThat(write(log, ring)).isEqualTo(3);
    assertThat(log.counts(0).writtenBytes()).isEqualTo(written);
    assertThat(log.counts(0).elided()).isEqualTo(3);

    put(ring, 1, "newer");
    put(ring, 1, "newest");
    remove(ring, 1);
    assertThat(write(log, ring)).isEqualTo(3);
    assertThat(log.counts(0).elided()).as("the removal hides the old value").isEqualTo(5);
    log.force();
    disk.cutPower(new Random(1));
    assertThat(survivors(open(new Random(2)))).isEmpty();
  }

  @Test
  void keepsTheFilesSmallWhereEverythingDiesButAFew() throws IOException {
    SegmentedLog log = open(new Random(1));
    Ring ring = new Ring(8 << 10);
    for (int i = 0; i < 5_000; i++) {
      put(ring, i, "a value of some length that soon is not needed");
      if (i % 100 != 0 && i > 50) {
        remove(ring, i - 50 - (i % 100 == 50 ? 1 : 0));
      }
      write(log, ring);
      log.force();
      log.reclaim();
      JournalCounts counts = log.counts(0);
      assertThat(counts.diskBytes())
          .isLessThanOrEqualTo(counts.liveBytes() * 5 / 2 + 4 * config.segmentBytes());
    }
    assertThat(log.counts(0).compacted()).isPositive();
    assertThat(survivors(open(new Random(2)))).hasSize((int) log.counts(0).liveEntries());
  }

  @Test
  void doesNotGrowByBeingOpenedAgainAndAgain() throws IOException {
    Ring ring = new Ring(1 << 10);
    for (int i = 0; i < 200; i++) {
      try (SegmentedLog log = open(new Random(i))) {
        put(ring, i % 5, "value " + i);
        write(log, ring);
        log.force();
        while (log.hasWork()) {
          write(log, ring);
          log.force();
          log.reclaim();
        }
      }
    }
    assertThat(disk.names()).hasSizeLessThan(10);
    assertThat(survivors(open(new Random(1))))
        .hasSize(5)
        .containsEntry(4L, Bytes.utf8("value 199"));
  }

  private SegmentedLog open(RandomGenerator chance) throws IOException {
    return SegmentedLog.open(disk, config, chance::nextLong);
  }

  private static void put(Ring ring, long key, String value) {
    assertThat(ring.offer(Entry.PUT, key, Bytes.utf8(value))).isTrue();
    ring.boundary();
  }

  private static void remove(Ring ring, long key) {
    assertThat(ring.offer(Entry.REMOVE, key, Bytes.EMPTY)).isTrue();
    ring.boundary();
  }

  private static int write(SegmentedLog log, Ring ring) throws IOException {
    int taken = log.write(ring);
    log.release(ring);
    return taken;
  }

  private static Map<Long, Bytes> survivors(SegmentedLog log) throws IOException {
    Map<Long, Bytes> found = new TreeMap<>();
    log.survivors((value, key) -> assertThat(found.put(key, value)).isNull());
    return found;
  }

  /// One random history, with crashes.
  private final class History {
    private final long seed;
    private final Random chance;
    private final MemoryStorage storage = new MemoryStorage();
    private final JournalConfig bounds;
    private final boolean eachGroup;

    /// The states between groups from the last force on: what a crash may leave.
    private final List<Map<Long, Bytes>> possible = new ArrayList<>(List.of(Map.of()));

    @Var private Map<Long, Bytes> model = new TreeMap<>();

    /// The model at the last boundary.
    @Var private Map<Long, Bytes> bounded = new TreeMap<>();

    @Var private Ring ring = new Ring(16 << 10);
    @Var private SegmentedLog log;
    @Var private long mostAlive;

    History(long seed) throws IOException {
      this.seed = seed;
      this.chance = new Random(seed);
      this.eachGroup = chance.nextBoolean();
      this.bounds = config.withSegmentBytes((4L << 10) + chance.nextInt(12 << 10));
      this.log = SegmentedLog.open(storage, bounds, chance::nextLong);
    }

    void run() throws IOException {
      int keys = 1 + chance.nextInt(100);
      for (int i = 0; i < STEPS; i++) {
        for (int ops = chance.nextInt(12); ops > 0; ops--) {
          change(chance.nextInt(keys));
          if (chance.nextInt(4) == 0) {
            ring.boundary();
            bounded = new TreeMap<>(model);
          }
        }
        if (chance.nextInt(25) == 0) {
          storage.failAfter(chance.nextInt(6));
        }
        try {
          turn();
          if (chance.nextInt(60) == 0) {
            closeAndOpen();
          }
        } catch (IOException e) {
          crash();
        }
        if (chance.nextInt(40) == 0) {
          crash();
        }
      }
    }

    private void change(long key) {
      byte[] value = new byte[chance.nextInt(chance.nextInt(20) == 0 ? 3_000 : 200)];
      chance.nextBytes(value);
      boolean puts = chance.nextInt(5) < 3;
      Bytes bytes = puts ? Bytes.copyOf(value) : Bytes.EMPTY;
      if (ring.offer(puts ? Entry.PUT : Entry.REMOVE, key, bytes)) {
        if (puts) {
          model.put(key, bytes);
        } else {
          model.remove(key);
        }
      }
    }

    private void turn() throws IOException {
      possible.add(bounded); // written or half written, it may be what is found
      write(log, ring);
      mostAlive = Math.max(mostAlive, log.counts(0).liveBytes());
      if (eachGroup || chance.nextInt(10) == 0) {
        log.force();
        forced();
      }
      log.reclaim();
      if (!log.isUnforced()) {
        forced();
      }
      JournalCounts counts = log.counts(0);
      assertThat(counts.liveEntries()).as("seed %d", seed).isEqualTo(bounded.size());
      assertThat(counts.liveBytes())
          .isEqualTo(bounded.values().stream().mapToLong(each -> Entry.HEADER + each.size()).sum());
      assertThat(counts.diskBytes())
          .as("seed %d", seed)
          .isLessThanOrEqualTo(mostAlive * 5 / 2 + (4L * bounds.segmentBytes()));
    }

    private void forced() {
      possible.clear();
      possible.add(bounded);
    }

    private void crash() throws IOException {
      if (chance.nextInt(3) == 0) {
        storage.repair(); // only the process died
      } else {
        storage.cutPower(chance);
      }
      if (chance.nextInt(4) == 0) { // and again, while it is opened
        storage.failAfter(chance.nextInt(8));
        try {
          SegmentedLog.open(storage, bounds, chance::nextLong);
        } catch (IOException e) {
          assertThat(e).as("seed %d", seed).hasMessage("no space left on the disk");
        }
        storage.cutPower(chance);
      }
      log = SegmentedLog.open(storage, bounds, chance::nextLong);
      Map<Long, Bytes> found = survivors(log);
      assertThat(possible).as("seed %d: found %s", seed, found).contains(found);
      start(found);
    }

    private void closeAndOpen() throws IOException {
      log.close();
      log = SegmentedLog.open(storage, bounds, chance::nextLong);
      assertThat(survivors(log)).as("seed %d", seed).isEqualTo(bounded);
      start(bounded);
    }

    private void start(Map<Long, Bytes> state) {
      model = new TreeMap<>(state);
      bounded = new TreeMap<>(state);
      ring = new Ring(16 << 10);
      forced();
    }
  }
}
