package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random histories of a log, copied at random moments to a log on another disk, whose power is cut
/// at random: what the other disk holds is a state of the first between two groups.
class JournalCopyTest {
  private static final int HISTORIES = 60;
  private static final int STEPS = 400;
  private static final long PENDING = 6L << 10;

  @Test
  void holdsWhatTheJournalHoldsAtEachBoundaryOnceItIsWhole() throws IOException {
    Random seeds = new Random();
    @Var int whole = 0;
    @Var int behind = 0;
    @Var int crashes = 0;
    for (int i = 0; i < HISTORIES; i++) {
      History history = new History(seeds.nextLong());
      history.run();
      whole += history.wholes;
      behind += history.behinds;
      crashes += history.crashes;
    }
    assertThat(List.of(whole, behind, crashes)).allSatisfy(each -> assertThat(each).isPositive());
  }

  @Test
  void isWholeAtOnceWhereNothingIsAlive() throws IOException {
    SegmentedLog log =
        SegmentedLog.open(new MemoryStorage(), JournalConfig.defaults(), new Random(1)::nextLong);
    JournalCopy copy = new JournalCopy(PENDING, () -> {}, () -> {});
    log.copy(copy);
    log.scan(0);
    assertThat(copy.take()).contains(new JournalCopy.Piece(Bytes.EMPTY, true, 0));
    assertThat(copy.take()).isEmpty();
  }

  private static final class History {
    private final long seed;
    private final Random chance;
    private final JournalConfig bounds;
    private final SegmentedLog log;
    private final Ring ring = new Ring(64 << 10);
    private final MemoryStorage otherDisk = new MemoryStorage();

    /// What was alive at each position that a piece may end at.
    private final TreeMap<Long, Map<Long, Bytes>> states = new TreeMap<>(Map.of(0L, Map.of()));

    /// What the other disk may hold after a crash.
    private final List<Map<Long, Bytes>> possible = new ArrayList<>();

    @Var private Map<Long, Bytes> model = new TreeMap<>();
    @Var private Map<Long, Bytes> applied = new TreeMap<>();
    @Var private long position;
    @Var private long committed;
    @Var private @Nullable JournalCopy copy;
    @Var private SegmentedLog other;
    @Var private Ring otherRing = new Ring(64 << 10);
    @Var private int wholes;
    @Var private int behinds;
    @Var private int crashes;

    History(long seed) throws IOException {
      this.seed = seed;
      this.chance = new Random(seed);
      this.bounds =
          JournalConfig.defaults()
              .withMaximumBytes(1L << 40)
              .withSegmentBytes((4L << 10) + chance.nextInt(12 << 10));
      this.log = SegmentedLog.open(new MemoryStorage(), bounds, chance::nextLong);
      this.other = SegmentedLog.open(otherDisk, bounds, chance::nextLong);
    }

    void run() throws IOException {
      int keys = 1 + chance.nextInt(200);
      for (int i = 0; i < STEPS; i++) {
        for (int ops = chance.nextInt(12); ops > 0; ops--) {
          change(chance.nextInt(keys));
        }
        write();
        if (chance.nextInt(80) == 0 || (copy != null && copy.isBehind())) {
          begin();
        }
        log.scan(committed);
        for (int pieces = chance.nextInt(4); pieces > 0; pieces--) {
          receive();
        }
        if (chance.nextInt(50) == 0) {
          crash();
        }
      }
    }

    private void change(long key) {
      byte[] value = new byte[chance.nextInt(chance.nextInt(20) == 0 ? 3_000 : 200)];
      chance.nextBytes(value);
      boolean puts = chance.nextInt(5) < 3;
      Bytes bytes = puts ? Bytes.copyOf(value) : Bytes.EMPTY;
      assertThat(ring.offer(puts ? Entry.PUT : Entry.REMOVE, key, bytes)).isTrue();
      position++;
      if (puts) {
        model.put(key, bytes);
      } else {
        model.remove(key);
      }
    }

    private void write() throws IOException {
      ring.boundary();
      states.put(position, new TreeMap<>(model));
      committed += log.write(ring);
      log.release(ring);
      JournalCopy target = copy;
      if (!log.handOver(committed) && target != null) {
        target.fallBehind();
        log.leaveCopy();
        behinds++;
      }
      if (chance.nextInt(3) == 0) {
        log.force();
      }
      log.reclaim();
    }

    /// The other disk begins with nothing, as the one before may be of another time.
    private void begin() throws IOException {
      copy = new JournalCopy(PENDING, () -> {}, () -> {});
      log.copy(copy);
      applied = new TreeMap<>();
      otherDisk.repair();
      for (String name : otherDisk.names()) {
        otherDisk.delete(name);
      }
      otherDisk.force();
      other = SegmentedLog.open(otherDisk, bounds, chance::nextLong);
      otherRing = new Ring(64 << 10);
      possible.clear();
      possible.add(Map.of());
    }

    private void receive() throws IOException {
      JournalCopy from = copy;
      Optional<JournalCopy.Piece> next = from == null ? Optional.empty() : from.take();
      if (next.isEmpty()) {
        return;
      }
      apply(next.get().entries());
      possible.add(new TreeMap<>(applied));
      if (next.get().whole()) {
        wholes++;
        assertThat(applied)
            .as("seed %d at %d", seed, next.get().position())
            .isEqualTo(states.get(next.get().position()));
      }
      if (chance.nextInt(30) == 0) {
        otherDisk.failAfter(chance.nextInt(4));
      }
      try {
        other.write(otherRing);
        other.release(otherRing);
        if (chance.nextInt(3) == 0) {
          other.force();
          possible.clear();
          possible.add(new TreeMap<>(applied));
        }
        other.reclaim();
      } catch (IOException e) {
        crash();
      }
    }

    private void apply(Bytes entries) {
      ByteBuffer in = ByteBuffer.wrap(entries.toArray());
      while (in.hasRemaining()) {
        int word = in.getInt();
        long key = in.getLong();
        byte[] value = new byte[Entry.length(word)];
        in.get(value);
        Bytes bytes = Bytes.copyOf(value);
        assertThat(otherRing.offer(Entry.kind(word), key, bytes)).isTrue();
        if (Entry.kind(word) == Entry.PUT) {
          applied.put(key, bytes);
        } else {
          applied.remove(key);
        }
      }
      otherRing.boundary();
    }

    /// The copy ends with its receiver, and its disk holds a state that it had between two pieces.
    private void crash() throws IOException {
      if (possible.isEmpty()) {
        return;
      }
      crashes++;
      otherDisk.repair();
      otherDisk.cutPower(chance);
      Map<Long, Bytes> found = new TreeMap<>();
      SegmentedLog opened = SegmentedLog.open(otherDisk, bounds, chance::nextLong);
      opened.survivors((value, key) -> assertThat(found.put(key, value)).isNull());
      assertThat(possible).as("seed %d: found %s", seed, found).contains(found);
      begin();
    }
  }
}
