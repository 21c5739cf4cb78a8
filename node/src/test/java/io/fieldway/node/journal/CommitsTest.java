package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a journal tells while it is copied.
class CommitsTest {
  private static final JournalConfig SMALL =
      JournalConfig.defaults()
          .withPace(Duration.ZERO)
          .withSegmentBytes(16 << 10)
          .withMaximumBytes(16 << 20)
          .withBacklogBytes(16 << 10);

  @TempDir private Path directory;

  private final Told told = new Told();
  private final Semaphore more = new Semaphore(0);
  private final Map<Long, Bytes> applied = new TreeMap<>();

  @Test
  void tellsOfWhatTheCopyHasOnceItIsHeldForIt() throws IOException, InterruptedException {
    try (FileJournal journal = FileJournal.open(directory, SMALL, told)) {
      put(journal, 1);
      told.awaitCommitted(1);
      JournalCopy copy = journal.copy(1 << 20, more::release);
      assertThat(takeWhole(copy).position()).isEqualTo(1);
      assertThat(applied).containsOnlyKeys(1L);

      journal.holdForCopy(true);
      put(journal, 2);
      JournalCopy.Piece piece = take(copy);
      assertThat(piece.position()).isEqualTo(2);
      await().atMost(Duration.ofMinutes(1)).until(() -> journal.counts().entries() == 2);
      assertThat(told.position()).isEqualTo(1);
      journal.copied(2);
      assertThat(told.position()).as("told by whoever was told").isEqualTo(2);

      put(journal, 3);
      take(copy);
      await().atMost(Duration.ofMinutes(1)).until(() -> journal.counts().entries() == 3);
      assertThat(told.position()).isEqualTo(2);
      journal.holdForCopy(false);
      told.awaitCommitted(3);
    }
  }

  @Test
  void leavesACopyBehindThatNobodyTakes() throws IOException, InterruptedException {
    try (FileJournal journal = FileJournal.open(directory, SMALL, told)) {
      JournalCopy copy = journal.copy(4 << 10, more::release);
      for (int i = 1; i <= 100; i++) {
        put(journal, i);
        told.awaitCommitted(i); // in a group of its own
      }
      await().atMost(Duration.ofMinutes(1)).until(copy::isBehind);
      assertThat(copy.take()).isEmpty();
      assertThat(copy.waitingBytes()).isZero();
      assertThat(more.availablePermits()).isPositive();

      JournalCopy again = journal.copy(1 << 20, more::release);
      takeWhole(again);
      assertThat(applied).hasSize(100);
    }
  }

  @Test
  void waitsForASlowCopyThatIsHeldFor() throws IOException, InterruptedException {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    Map<Long, Bytes> model = new TreeMap<>();
    try (FileJournal journal = FileJournal.open(directory, SMALL.withBacklogBytes(1 << 20), told)) {
      JournalCopy copy = journal.copy(8 << 10, more::release);
      takeWhole(copy);
      journal.holdForCopy(true);
      for (int i = 0; i < 2_000; i++) {
        long key = chance.nextInt(300);
        if (chance.nextInt(3) == 0) {
          model.remove(key);
          journal.remove(key);
        } else {
          byte[] value = new byte[chance.nextInt(300)];
          chance.nextBytes(value);
          model.put(key, Bytes.copyOf(value));
          journal.put(key, Bytes.copyOf(value));
        }
        journal.boundary();
        if (i % 400 == 399) { // else a part waits, and the writer for it
          drain(copy, journal);
        }
      }
      assertThat(copy.isBehind()).isFalse();
      assertThat(applied).as("seed %d", seed).isEqualTo(model);
      told.awaitCommitted(2_000);
    }
  }

  private void drain(JournalCopy copy, FileJournal journal) throws InterruptedException {
    @Var long reached = -1;
    while (reached < journal.position()) {
      JournalCopy.Piece piece = take(copy);
      reached = piece.position();
      journal.copied(reached);
    }
  }

  private JournalCopy.Piece takeWhole(JournalCopy copy) throws InterruptedException {
    @Var JournalCopy.Piece piece = take(copy);
    while (!piece.whole()) {
      piece = take(copy);
    }
    return piece;
  }

  private JournalCopy.Piece take(JournalCopy copy) throws InterruptedException {
    @Var Optional<JournalCopy.Piece> taken = copy.take();
    while (taken.isEmpty()) {
      assertThat(more.tryAcquire(2, TimeUnit.MINUTES)).isTrue();
      assertThat(copy.isBehind()).isFalse();
      taken = copy.take();
    }
    ByteBuffer in = ByteBuffer.wrap(taken.orElseThrow().entries().toArray());
    while (in.hasRemaining()) {
      int word = in.getInt();
      long key = in.getLong();
      byte[] value = new byte[Entry.length(word)];
      in.get(value);
      if (Entry.kind(word) == Entry.PUT) {
        applied.put(key, Bytes.copyOf(value));
      } else {
        applied.remove(key);
      }
    }
    return taken.orElseThrow();
  }

  private static void put(FileJournal journal, long key) {
    journal.put(key, Bytes.copyOf(new byte[100]));
    journal.boundary();
  }
}
