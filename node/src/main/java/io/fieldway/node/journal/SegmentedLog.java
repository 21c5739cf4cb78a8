package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// The files of the journal: groups are appended to the head, and the oldest segment goes once
/// nothing in it is alive. Knows neither threads nor time; of one thread at a time.
///
/// *Why the order of things holds.* A group is forced before anybody is told, and before a segment
/// goes whose entries it removes or has copied. Segments go oldest first, and each one's going is
/// forced before the next one goes, so a removal never goes before the value it hides. A new
/// segment has its header on the disk before it has its name, and each opening begins one, so
/// nothing is ever written behind a group that was cut off.
final class SegmentedLog implements Closeable {
  private static final int SMALLEST_STEP = 256 << 10;

  private final Storage storage;
  private final JournalConfig config;
  private final LongSupplier salts;
  private final LiveTable live = new LiveTable();
  private final Segments segments;
  private final Group group = new Group();
  private final Gathering gathering;
  private final Compaction compaction;

  @Var private @Nullable StoredFile head;
  @Var private boolean hasSpare;

  /// The copy that is taken, and what of it comes from the files.
  @Var private @Nullable JournalCopy copy;

  @Var private @Nullable Scan scan;
  @Var private @Nullable Group scanned;

  /// The sequence of the last group written, and of the last one known to be on the disk.
  @Var private long written;

  @Var private long forced;

  /// Entries that the last write has taken.
  @Var private int taken;

  @Var private long entries;
  @Var private long groups;
  @Var private long forces;
  @Var private long writtenBytes;
  @Var private long tornBytes;

  private SegmentedLog(Storage storage, JournalConfig config, LongSupplier salts) {
    this.storage = storage;
    this.config = config;
    this.salts = salts;
    this.segments = new Segments(config.segmentBytes(), config.maximumBytes());
    this.gathering = new Gathering(live, segments);
    this.compaction = new Compaction(storage, live, segments);
  }

  /// Reads what is there and begins a new segment behind it.
  ///
  /// @param storage closed with the log
  /// @param salts random numbers
  /// @throws IOException with one sentence for a person, where the files are damaged
  static SegmentedLog open(Storage storage, JournalConfig config, LongSupplier salts)
      throws IOException {
    SegmentedLog log = new SegmentedLog(storage, config, salts);
    log.recover();
    return log;
  }

  private void recover() throws IOException {
    Recovery recovery = new Recovery(storage, live, segments);
    recovery.run();
    written = recovery.sequence();
    forced = written;
    tornBytes = recovery.tornBytes();
    if (segments.count() > 0 && segments.headHeader().firstSequence() > written) {
      // opened and never written to; its number is free again
      storage.delete(SegmentName.of(segments.removeHead().number()));
      storage.force();
    }
    begin();
  }

  /// Hands over all that is alive, in no order of keys. Before the first write.
  void survivors(ObjLongConsumer<Bytes> each) throws IOException {
    @Var SegmentReader reader = null;
    for (SegmentHeader header : segments.headers()) {
      try (StoredFile file = storage.open(SegmentName.of(header.number()))) {
        reader =
            reader == null
                ? SegmentReader.of(file, header, file.size())
                : reader.turnTo(file, header, file.size());
        survivors(reader, each);
      }
    }
  }

  private void survivors(SegmentReader reader, ObjLongConsumer<Bytes> each) throws IOException {
    while (reader.nextGroup()) {
      while (reader.hasEntry()) {
        int word = reader.word();
        int slot = live.find(reader.key());
        if (slot != LiveTable.NONE && live.placeAt(slot) == reader.place()) {
          byte[] value = new byte[Entry.length(word)];
          reader.buffer().get(reader.index() + Entry.HEADER, value);
          each.accept(Bytes.copyOf(value), reader.key());
        }
        reader.nextEntry();
      }
    }
  }

  /// Writes what waits, with a step of compaction where it is wanted, as one group. Then [#release]
  /// is due.
  ///
  /// @return how many entries were taken
  int write(Ring ring) throws IOException {
    group.clear();
    taken = gathering.take(ring, group);
    entries += taken;
    if (compaction.isWanted()) {
      long step = Math.min((long) Segments.PACE * group.bytes(), config.segmentBytes());
      compaction.step(group, Math.max(SMALLEST_STEP, step));
    }
    if (!group.isEmpty()) {
      append();
      settle();
    }
    return taken;
  }

  /// From now on everything is copied, beginning with what is alive; the copy before is left.
  void copy(JournalCopy begun) throws IOException {
    leaveCopy();
    copy = begun;
    scan = new Scan(storage, live, segments);
    scanned = new Group();
  }

  /// The copy that is taken.
  @Nullable JournalCopy copy() {
    return copy;
  }

  /// Copies no more.
  void leaveCopy() throws IOException {
    if (scan != null) {
      scan.close();
    }
    copy = null;
    scan = null;
    scanned = null;
  }

  /// Hands the group that was written last over to the copy, where it has room.
  ///
  /// @param position that is reached with the group
  /// @return false where it has none
  boolean handOver(long position) {
    JournalCopy target = copy;
    if (target == null || (taken == 0 && group.isEmpty())) {
      return true;
    }
    if (!target.hasRoomFor(group.end() - GroupHeader.SIZE)) {
      return false;
    }
    handOverAnyway(target, position);
    return true;
  }

  /// Hands the group that was written last over to the copy, room or not.
  void handOverAnyway(JournalCopy target, long position) {
    target.add(new JournalCopy.Piece(group.entries(), scan == null, position));
  }

  /// Hands some of what was alive when the copy began over to it, where it has room.
  ///
  /// @param position that is reached with all groups up to now
  void scan(long position) throws IOException {
    Scan going = scan;
    Group found = scanned;
    JournalCopy target = copy;
    if (going == null || found == null || target == null || !target.hasRoomForScan()) {
      return;
    }
    found.clear();
    going.step(found, SMALLEST_STEP);
    boolean done = going.isDone();
    if (done) {
      going.close();
      scan = null;
      scanned = null;
    }
    if (done || !found.isEmpty()) {
      target.add(new JournalCopy.Piece(found.entries(), done, position));
    }
  }

  /// Gives the room of what was written back to the ring.
  void release(Ring ring) {
    gathering.release(ring);
  }

  /// What is alive.
  long liveBytes() {
    return segments.liveBytes();
  }

  /// Whether something was written that could still be lost with the power.
  boolean isUnforced() {
    return forced < written;
  }

  /// Returns when all that was written is on the disk.
  void force() throws IOException {
    head().force();
    forced = written;
    forces++;
  }

  /// Whether there is something to do without new entries.
  boolean hasWork() {
    JournalCopy target = copy;
    boolean scanning = scan != null && target != null && target.hasRoomForScan();
    return segments.oldestIsDead() || compaction.isWanted() || scanning;
  }

  /// Lets one segment go in which nothing is alive, if there is one.
  void reclaim() throws IOException {
    if (!segments.oldestIsDead()) {
      return;
    }
    if (isUnforced()) {
      force();
    }
    compaction.leave();
    if (scan != null) {
      scan.leave(segments.oldest().number());
    }
    boolean large = segments.oldestUsedBytes() > config.segmentBytes() / 2;
    String name = SegmentName.of(segments.removeOldest().number());
    if (large && !hasSpare) {
      storage.rename(name, SegmentName.SPARE);
      hasSpare = true;
    } else {
      storage.delete(name);
    }
    storage.force();
  }

  /// Marks the end, so that even the last group can be told from one that was cut off.
  @Override
  public void close() throws IOException {
    try (storage) {
      if (segments.headHeader().firstSequence() <= written) {
        group.clear();
        append();
      }
      head().truncate(segments.headUsedBytes());
      force();
      head().close();
      compaction.leave();
      leaveCopy();
    }
  }

  /// Lets go of the files as they are.
  void abandon() throws IOException {
    try (storage) {
      compaction.leave();
      leaveCopy();
      if (head != null) {
        head.close();
      }
    }
  }

  /// Whether that much may be alive. By any thread.
  boolean hasRoomFor(long bytes) {
    return segments.roomFor(bytes);
  }

  /// What the log knows.
  JournalCounts counts(long forceNanos) {
    return new JournalCounts(
        segments.liveEntries(),
        segments.liveBytes(),
        segments.usedBytes(),
        segments.count(),
        0,
        entries,
        gathering.elided(),
        compaction.copied(),
        groups,
        writtenBytes,
        forces,
        forceNanos,
        0,
        tornBytes);
  }

  private void append() throws IOException {
    int bytes = group.bytes();
    if (!segments.headTakes(bytes)) {
      roll();
    }
    ByteBuffer whole = group.seal(written + 1, forced, segments.headHeader().salt());
    head().write(whole, segments.headUsedBytes());
    segments.grew(bytes);
    written++;
    groups++;
    writtenBytes += bytes;
  }

  /// Notes where the values of the group, which was just written, have come to lie.
  private void settle() {
    long number = segments.headHeader().number();
    long begin = segments.headUsedBytes() - group.bytes();
    for (@Var int at = GroupHeader.SIZE; at < group.end(); ) {
      int word = group.word(at);
      if (Entry.kind(word) == Entry.PUT) {
        int slot = live.find(group.key(at));
        long before = live.placeAt(slot);
        if (!Place.waits(before)) { // copied by compaction
          segments.died(Place.segment(before), live.sizeAt(slot));
        }
        segments.born(number, Entry.size(word));
        live.set(slot, Place.of(number, begin + at), Entry.size(word));
      }
      at += Entry.size(word);
    }
  }

  private void roll() throws IOException {
    if (isUnforced()) {
      force();
    }
    head().close();
    begin();
  }

  /// Begins a new segment, in the spare file if there is one: its blocks are allocated, so that a
  /// force has only data to write.
  private void begin() throws IOException {
    long number = segments.count() == 0 ? 1 : segments.headHeader().number() + 1;
    SegmentHeader header = new SegmentHeader(number, written + 1, salts.getAsLong());
    String made = hasSpare ? SegmentName.SPARE : SegmentName.NEXT;
    StoredFile file = hasSpare ? storage.open(made) : storage.create(made);
    head = file;
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.SIZE);
    header.write(bytes);
    file.write(bytes, 0);
    file.force();
    storage.rename(made, SegmentName.of(number));
    storage.force();
    hasSpare = false;
    segments.add(header, SegmentHeader.SIZE);
  }

  private StoredFile head() {
    if (head == null) {
      throw new IllegalStateException("the log has no head before it is open");
    }
    return head;
  }
}
