package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {
  private static final JournalConfig SMALL =
      JournalConfig.defaults()
          .withPace(Duration.ZERO)
          .withSegmentBytes(16 << 10)
          .withMaximumBytes(1 << 20)
          .withBacklogBytes(16 << 10);

  @TempDir private Path directory;

  private final Told told = new Told();

  @Test
  void beginsEmpty() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal)).isEmpty();
      assertThat(journal.position()).isZero();
      assertThat(journal.hasRoom()).isTrue();
    }
  }

  @Test
  void tellsHowFarItIsCommittedAndHoldsThatAfterwards() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      put(journal, 1, Bytes.utf8("one"));
      put(journal, -2, Bytes.EMPTY);
      put(journal, 3, Bytes.utf8("three"));
      put(journal, 1, Bytes.utf8("one again"));
      remove(journal, 3);
      remove(journal, 4);
      assertThat(journal.position()).isEqualTo(6);
      told.awaitCommitted(6);
      assertThat(journal.counts().liveEntries()).isEqualTo(2);
      assertThat(journal.counts().entries()).isEqualTo(6);
    }
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal))
          .isEqualTo(Map.of(1L, Bytes.utf8("one again"), -2L, Bytes.EMPTY));
    }
  }

  @Test
  void commitsOnClosingWhatWasPut() throws IOException {
    try (FileJournal journal = open(SMALL.withPace(Duration.ofMillis(50)))) {
      for (int i = 0; i < 10; i++) {
        put(journal, i, Bytes.utf8("value"));
      }
    }
    assertThat(told.position()).isEqualTo(10);
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal)).hasSize(10);
    }
  }

  @Test
  void leavesTheFilesAsTheyAreWhereItIsAbandoned() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      put(journal, 1, Bytes.utf8("one"));
      told.awaitCommitted(1);
      journal.abandon();
      put(journal, 2, Bytes.utf8("two"));
    }
    assertThat(told.position()).isEqualTo(1);
    assertThat(told.failures()).isEmpty();
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal)).isEqualTo(Map.of(1L, Bytes.utf8("one")));
    }
  }

  @Test
  void survivesManyLivesWithSegmentsComingAndGoing() throws IOException {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    Map<Long, Bytes> model = new TreeMap<>();
    @Var long compacted = 0;
    for (int life = 0; life < 5; life++) {
      try (FileJournal journal = FileJournal.open(directory, SMALL, new Told())) {
        assertThat(Told.survivors(journal)).as("seed %d, life %d", seed, life).isEqualTo(model);
        for (int i = 0; i < 5_000; i++) {
          long key = (long) Math.abs(chance.nextGaussian() * 300);
          byte[] value = new byte[chance.nextInt(400)];
          chance.nextBytes(value);
          if (chance.nextInt(3) > 0) {
            put(journal, key, Bytes.copyOf(value));
            model.put(key, Bytes.copyOf(value));
          } else {
            remove(journal, key);
            model.remove(key);
          }
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> journal.counts().backlogBytes() == 0);
        compacted += journal.counts().compacted();
      }
    }
    assertThat(compacted).as("seed %d", seed).isPositive();
  }

  @Test
  void waitsForTheDiskWhereTheBacklogIsFullAndLosesNothing() throws IOException {
    try (FileJournal journal = open(SMALL.withBacklogBytes(4 << 10).withMaximumBytes(64 << 20))) {
      for (int i = 0; i < 5_000; i++) {
        put(journal, i, Bytes.utf8("a value that takes some room in the backlog " + i));
      }
      assertThat(journal.counts().stalls()).isPositive();
      assertThat(journal.counts().backlogBytes()).isLessThanOrEqualTo(4 << 10);
    }
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal))
          .hasSize(5_000)
          .containsEntry(4_999L, Bytes.utf8("a value that takes some room in the backlog 4999"));
    }
  }

  @Test
  void growsItsBacklogWithinTheBoundWithoutWaitingForTheDisk() throws IOException {
    Bytes value = Bytes.copyOf(new byte[1 << 10]);
    JournalConfig large = JournalConfig.defaults();
    try (FileJournal journal = open(large)) {
      for (int i = 0; i < 6 << 10; i++) {
        journal.put(i, value);
      }
      journal.boundary();
      assertThat(journal.counts().stalls()).isZero();
      told.awaitCommitted(6 << 10);
      assertThat(journal.counts().backlogBytes()).isZero();
    }
    try (FileJournal journal = open(large)) {
      assertThat(Told.survivors(journal)).hasSize(6 << 10);
    }
  }

  @Test
  void hasNoRoomOnceWhatIsAliveCouldNeedTheMaximum() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      Bytes value = Bytes.copyOf(new byte[1_000]);
      @Var long key = 0;
      while (journal.hasRoom()) {
        put(journal, key, value);
        key++;
        if (key % 5 == 0) {
          told.awaitCommitted(key);
        }
      }
      assertThat(key).isBetween(300L, 420L);
      assertThat(journal.counts().diskBytes()).isLessThan(1 << 20);
      for (long each = 0; each < key; each++) {
        remove(journal, each);
      }
      await().atMost(Duration.ofMinutes(2)).until(journal::hasRoom);
    }
  }

  @Test
  void takesWhatBelongsTogetherEvenWhereItIsLargerThanTheBacklog() throws IOException {
    JournalConfig config = SMALL.withMaximumBytes(64 << 20);
    try (FileJournal journal = open(config)) {
      for (int event = 0; event < 3; event++) {
        put(journal, -1, Bytes.utf8("a small one before"));
        for (int i = 0; i < 1_000; i++) {
          journal.put(i, Bytes.utf8("one of a thousand values of event " + event));
        }
        journal.boundary();
        told.awaitCommitted(journal.position());
        assertThat(journal.counts().groups()).isEqualTo(2 * event + 2);
      }
      put(journal, -2, Bytes.utf8("a small one after"));
      assertThat(journal.hasRoom()).isTrue();
    }
    try (FileJournal journal = open(config)) {
      assertThat(Told.survivors(journal))
          .hasSize(1_002)
          .containsEntry(999L, Bytes.utf8("one of a thousand values of event 2"));
    }
  }

  @Test
  void commitsNothingBeforeItsBoundary() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      put(journal, 1, Bytes.utf8("one"));
      told.awaitCommitted(1);
      journal.put(2, Bytes.utf8("two"));
      journal.remove(1);
      assertThat(journal.counts().backlogBytes()).isZero();
      journal.boundary();
      told.awaitCommitted(3);
      assertThat(journal.counts().groups()).isEqualTo(2);
    }
  }

  @Test
  void takesValuesLargerThanASegment() throws IOException {
    byte[] value = new byte[100_000];
    new Random(1).nextBytes(value);
    JournalConfig config = SMALL.withBacklogBytes(1 << 20).withMaximumBytes(64 << 20);
    try (FileJournal journal = open(config)) {
      for (int i = 0; i < 20; i++) {
        put(journal, i % 3, Bytes.copyOf(value));
      }
    }
    try (FileJournal journal = open(config)) {
      assertThat(Told.survivors(journal)).hasSize(3).containsEntry(2L, Bytes.copyOf(value));
    }
  }

  @Test
  void forcesInIntervalsAndTellsAtOnceWhereThatIsWanted() throws IOException {
    JournalConfig config =
        SMALL.withDurability(Durability.INTERVAL).withInterval(Duration.ofHours(1));
    try (FileJournal journal = open(config)) {
      put(journal, 1, Bytes.utf8("one"));
      told.awaitCommitted(1);
      put(journal, 2, Bytes.utf8("two"));
      told.awaitCommitted(2);
      assertThat(journal.counts().forces()).isZero();
    }
    try (FileJournal journal = open(config.withInterval(Duration.ofMillis(1)))) {
      assertThat(Told.survivors(journal)).hasSize(2);
      put(journal, 3, Bytes.utf8("three"));
      await().atMost(Duration.ofMinutes(2)).until(() -> journal.counts().forces() == 1);
    }
  }

  @Test
  void keepsASecondOpenerAway() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      put(journal, 1, Bytes.utf8("one"));
      assertThatThrownBy(() -> open(SMALL))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the journal's directory %s is in use by another node; stop that one or choose another directory",
              directory);
    }
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal)).hasSize(1);
    }
  }

  @Test
  void handsOutWhatSurvivedOnlyBeforeSomethingIsPut() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      remove(journal, 1);
      assertThatThrownBy(() -> Told.survivors(journal)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void takesNothingAfterItWasClosed() throws IOException {
    FileJournal journal = open(SMALL);
    journal.close();
    journal.close();
    assertThatThrownBy(() -> journal.remove(1)).hasMessage("the journal is closed");
  }

  @Test
  void tellsOnceThatTheDiskIsFullAndNothingCommittedAfterwards() throws IOException {
    MemoryStorage disk = new MemoryStorage();
    FileJournal journal = FileJournal.open(disk, SMALL, told);
    put(journal, 1, Bytes.utf8("one"));
    told.awaitCommitted(1);
    disk.failAfter(0);
    put(journal, 2, Bytes.utf8("two"));
    assertThat(told.awaitFailure()).hasMessage("no space left on the disk");
    for (int i = 0; i < 10_000; i++) { // more than the backlog holds: dropped, and not waited for
      put(journal, i, Bytes.utf8("and what comes then"));
    }
    assertThat(journal.hasRoom()).isFalse();
    journal.close();
    assertThat(told.position()).isEqualTo(1);
    assertThat(told.failures()).hasSize(1);
    told.checkOrder();

    disk.cutPower(new Random(1));
    try (FileJournal again = FileJournal.open(disk, SMALL, new Told())) {
      assertThat(Told.survivors(again)).containsEntry(1L, Bytes.utf8("one"));
    }
  }

  @Test
  void opensWithItsLockFreedAfterAFailure() throws IOException {
    FileJournal journal = open(SMALL);
    put(journal, 1, Bytes.utf8("one"));
    told.awaitCommitted(1);
    Files.delete(directory.resolve(SegmentName.of(1)));
    Files.createDirectory(directory.resolve(SegmentName.NEXT));
    for (int i = 0; i < 1_000; i++) {
      put(journal, i, Bytes.copyOf(new byte[100]));
    }
    told.awaitFailure();
    journal.close();
    Files.delete(directory.resolve(SegmentName.NEXT));
    open(SMALL).close();
  }

  /// The file as it is in mid-work, cut off anywhere in its last group.
  @Test
  void cutsAGroupThatWasBegunAndNotFinished() throws IOException {
    byte[] whole = twoGroupsKilled();
    Path file = directory.resolve(SegmentName.of(1));
    int second = SegmentHeader.SIZE + GroupHeader.ALIGNMENT;
    for (int length = second; length < second + 2 * GroupHeader.ALIGNMENT; length += 61) {
      Files.write(file, Arrays.copyOf(whole, length));
      try (FileJournal journal = open(SMALL)) {
        assertThat(Told.survivors(journal)).containsOnlyKeys(1L);
        assertThat(journal.counts().tornBytes()).isEqualTo(length - second);
      }
      clear();
    }
    Files.write(file, whole);
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal)).containsOnlyKeys(1L, 2L);
      assertThat(journal.counts().tornBytes()).isZero();
    }
  }

  @Test
  void refusesAFlippedBitInWhatWasCommittedAndSaysWhere() throws IOException {
    try (FileJournal journal = open(SMALL)) {
      put(journal, 1, Bytes.utf8("one"));
      told.awaitCommitted(1);
      put(journal, 2, Bytes.utf8("two"));
    }
    Path file = directory.resolve(SegmentName.of(1));
    byte[] whole = Files.readAllBytes(file);
    int found = whole.length / GroupHeader.ALIGNMENT;
    assertThat(found).as("header, two groups, the mark of the end").isEqualTo(4);
    int value = SegmentHeader.SIZE + GroupHeader.SIZE + Entry.HEADER;
    flip(file, value);
    assertThatThrownBy(() -> open(SMALL))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "the journal is damaged: 0000000000000001.segment at offset 512: group 1 is not whole")
        .hasMessageEndingWith("or move it away to begin with an empty journal");
    flip(file, value);
    flip(file, value + GroupHeader.ALIGNMENT);
    assertThatThrownBy(() -> open(SMALL)).hasMessageContaining("at offset 1024: group 2");
    flip(file, value + GroupHeader.ALIGNMENT);
    flip(file, 20);
    assertThatThrownBy(() -> open(SMALL))
        .hasMessageContaining("at offset 0: the checksum of the header is wrong");
    flip(file, 20);
    try (FileJournal journal = open(SMALL)) {
      assertThat(Told.survivors(journal)).hasSize(2);
    }
    flip(file, value + GroupHeader.ALIGNMENT);
    assertThatThrownBy(() -> open(SMALL))
        .hasMessageContaining(
            "at offset 1024: group 2 is not there, or not whole, and the next file begins with group 4");
  }

  @Test
  void refusesWhatANewerProgramWrote() throws IOException {
    open(SMALL).close();
    try (FileChannel channel =
        FileChannel.open(directory.resolve(SegmentName.of(1)), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {2}), 7);
    }
    assertThatThrownBy(() -> open(SMALL))
        .hasMessageContaining("the segment is of version 2, and this program reads version 1");
  }

  @Test
  void refusesWhereASegmentIsMissing() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (FileJournal journal = open(SMALL)) {
        put(journal, i, Bytes.utf8("value"));
      }
    }
    Files.delete(directory.resolve(SegmentName.of(2)));
    assertThatThrownBy(() -> open(SMALL))
        .hasMessageContaining("0000000000000002.segment at offset 0: the file is missing");
  }

  private static void put(FileJournal journal, long key, Bytes value) {
    journal.put(key, value);
    journal.boundary();
  }

  private static void remove(FileJournal journal, long key) {
    journal.remove(key);
    journal.boundary();
  }

  /// The first segment's file as it is while the journal is still open, with two groups.
  private byte[] twoGroupsKilled() throws IOException {
    byte[] bytes;
    try (FileJournal journal = open(SMALL)) {
      put(journal, 1, Bytes.utf8("one"));
      told.awaitCommitted(1);
      put(journal, 2, Bytes.copyOf(new byte[700]));
      told.awaitCommitted(2);
      bytes = Files.readAllBytes(directory.resolve(SegmentName.of(1)));
    }
    clear();
    return bytes;
  }

  private void clear() throws IOException {
    for (int number = 1; number < 10; number++) {
      Files.deleteIfExists(directory.resolve(SegmentName.of(number)));
    }
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 4;
    Files.write(file, bytes);
  }

  private FileJournal open(JournalConfig config) throws IOException {
    return FileJournal.open(directory, config, told);
  }
}
