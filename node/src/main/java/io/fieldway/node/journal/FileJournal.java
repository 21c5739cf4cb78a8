package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal in files of a directory. Whoever calls [#put] and [#remove] is one thread, which
/// only copies into the backlog; one writer takes what has gathered, writes it as a group and
/// forces it while the next group gathers.
///
/// *At the bounds.* The backlog begins small and grows while the disk is behind. Where it is full,
/// the calling thread waits for the disk; nothing is lost. Where what belongs together is larger
/// than the backlog, the backlog grows until it is taken. Where the disk fails, the listener is
/// told once, nothing is told committed any more, and what is put from then on is dropped.
public final class FileJournal implements Journal, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileJournal.class);
  private static final int LARGEST_VALUE = 1 << 28;
  private static final int FIRST_CAPACITY = 1 << 20;
  private static final Duration RETRY = Duration.ofNanos(100_000);

  private final JournalConfig config;
  private final Commits commits;
  private final SegmentedLog segments;
  private final int firstCapacity;
  private final int largestCapacity;
  private final Thread writer;
  private final LongAdder stalls = new LongAdder();
  private final LongAdder copyStalls = new LongAdder();

  /// The copy that is wanted, until the writer has begun it.
  private final AtomicReference<@Nullable JournalCopy> wanted = new AtomicReference<>();

  @Var private volatile Ring backlog;
  @Var private volatile boolean asleep;
  @Var private volatile boolean closing;
  @Var private volatile boolean failed;
  @Var private volatile long liveBytes;

  @Var private volatile JournalCounts published;

  /// Of the thread that puts.
  @Var private long position;

  @Var private volatile boolean started;

  /// Of the writer.
  @Var private Ring taking;

  @Var private long committed;

  @Var private long groupBegan;
  @Var private long lastForce;
  @Var private long forceNanos;

  /// Hears how far the journal has come: from the writer's thread, or from whoever says how far a
  /// copy has come, never from two at one time.
  public interface Listener {
    /// Everything up to this [Journal#position] is committed.
    void committed(long position);

    /// The disk failed. Nothing more will be committed, and this is the last call.
    void failed(IOException cause);
  }

  private FileJournal(SegmentedLog segments, JournalConfig config, Listener listener) {
    this.segments = segments;
    this.config = config;
    this.commits = new Commits(listener);
    this.firstCapacity = Math.min(FIRST_CAPACITY, config.backlogBytes());
    this.largestCapacity = Ring.raised(config.backlogBytes());
    this.backlog = new Ring(firstCapacity);
    this.taking = backlog;
    this.liveBytes = segments.liveBytes();
    this.published = segments.counts(0);
    this.writer = Thread.ofPlatform().name("journal-writer").daemon().unstarted(this::run);
  }

  /// Opens the journal in a directory, or makes it.
  ///
  /// @throws IOException with one sentence for a person, where the directory is in use or the
  ///   journal is damaged
  public static FileJournal open(Path directory, JournalConfig config, Listener listener)
      throws IOException {
    FileJournal journal = open(DirectoryStorage.take(directory), config, listener);
    JournalCounts counts = journal.counts();
    log.info(
        "journal {}: {} values of {} bytes in {} segments of {} bytes, {}",
        directory,
        counts.liveEntries(),
        counts.liveBytes(),
        counts.segments(),
        counts.diskBytes(),
        config.durability());
    if (counts.tornBytes() > 0) {
      log.warn(
          "journal {}: cut off {} bytes of a group that was never committed",
          directory,
          counts.tornBytes());
    }
    return journal;
  }

  static FileJournal open(Storage storage, JournalConfig config, Listener listener)
      throws IOException {
    try {
      SegmentedLog segments = SegmentedLog.open(storage, config, new SecureRandom()::nextLong);
      return new FileJournal(segments, config, listener);
    } catch (IOException e) {
      storage.close();
      throw e;
    }
  }

  /// Hands over every value that the opening found, with its key, in no order of keys. They are
  /// read from the files one after the other, and none is kept.
  ///
  /// @throws IllegalStateException after the first [#put] or [#remove]
  public void survived(ObjLongConsumer<Bytes> each) throws IOException {
    if (started) {
      throw new IllegalStateException("what survived is asked for before anything is put");
    }
    segments.survivors(each);
  }

  /// Stores a value, replacing what the key had.
  ///
  /// @param value of no more than 256 MiB, which no packet of MQTT exceeds
  @Override
  public void put(long key, Bytes value) {
    if (value.size() > LARGEST_VALUE) {
      throw new IllegalArgumentException(
          "the journal takes values of up to %d bytes, and this one has %d"
              .formatted(LARGEST_VALUE, value.size()));
    }
    append(Entry.PUT, key, value);
  }

  @Override
  public void remove(long key) {
    append(Entry.REMOVE, key, Bytes.EMPTY);
  }

  @Override
  public void boundary() {
    backlog.boundary();
    wake();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean hasRoom() {
    long waiting = backlog.gathered();
    return !failed
        && waiting <= config.backlogBytes() / 2
        && segments.hasRoomFor(liveBytes + waiting);
  }

  /// What the journal holds and has done. By any thread.
  public JournalCounts counts() {
    return published.with(backlog.waitingInAll(), stalls.sum());
  }

  /// Begins a copy of what is alive and of all that follows; the copy before ends. By any thread,
  /// but not together with the first [#put].
  ///
  /// @param pendingBytes what may wait to be taken from the copy
  /// @param more is run by the writer when there is something to take again, or the copy has fallen
  ///   behind; must not block
  public JournalCopy copy(long pendingBytes, Runnable more) {
    JournalCopy begun = new JournalCopy(pendingBytes, more, this::wake);
    JournalCopy unbegun = wanted.getAndSet(begun);
    if (unbegun != null) {
      unbegun.end();
    }
    start();
    wake();
    return begun;
  }

  /// The copy is durable up to a [#position]. By any thread.
  public void copied(long upTo) {
    commits.copied(upTo);
  }

  /// Whether from now on the listener is told of what both this journal and its copy have, and no
  /// longer of what this journal has. By any thread.
  public void holdForCopy(boolean hold) {
    commits.hold(hold);
    wake();
  }

  /// How often the writer had to wait for room in the copy. By any thread.
  public long copyStalls() {
    return copyStalls.sum();
  }

  /// Commits what was put, then lets go of the directory. By the thread that puts, or after it.
  @Override
  public void close() {
    if (closing) {
      return;
    }
    backlog.boundary();
    closing = true;
    start();
    wake();
    @Var boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Lets go of the directory as its files are, once it is closed: what was put and is not written
  /// is lost, as where the process is killed. By any thread.
  public void abandon() {
    failed = true;
    wake();
  }

  private void append(int kind, long key, Bytes value) {
    if (closing) {
      throw new IllegalStateException("the journal is closed");
    }
    position++;
    if (!started) {
      start();
    }
    Ring ring = backlog;
    if (ring.capacity() > largestCapacity && ring.gathered() == 0) {
      backlog = ring.goOn(firstCapacity);
    }
    if (!backlog.offer(kind, key, value)) {
      growFor(Entry.HEADER + value.size());
      offerPatiently(kind, key, value);
    }
  }

  /// Goes on in a larger backlog, where the bound leaves one.
  private void growFor(int size) {
    Ring ring = backlog;
    @Var long capacity = 2L * ring.capacity();
    while (capacity < ring.gathered() + size) {
      capacity *= 2;
    }
    if (capacity <= largestCapacity) {
      backlog = ring.goOn((int) capacity);
    }
  }

  /// Waits for room, and makes more where there will not be enough.
  private void offerPatiently(int kind, long key, Bytes value) {
    @Var Ring ring = backlog;
    @Var boolean stalled = false;
    while (!failed && !ring.offer(kind, key, value)) {
      if (!stalled) {
        stalled = true;
        stalls.increment();
      }
      if (ring.waitingInAll() == 0) {
        ring = ring.goOn(ring.capacityFor(Entry.HEADER + value.size()));
        backlog = ring;
      } else {
        wake();
        LockSupport.parkNanos(this, RETRY.toNanos());
      }
    }
  }

  private synchronized void start() {
    if (!started) {
      started = true;
      writer.start();
    }
  }

  /// Sees to it that the writer sees what was offered: either it looks after this fence, or it said
  /// before that it sleeps.
  private void wake() {
    VarHandle.fullFence();
    if (asleep) {
      asleep = false;
      LockSupport.unpark(writer);
    }
  }

  private void run() {
    try {
      lastForce = System.nanoTime();
      groupBegan = lastForce - config.pace().toNanos();
      while (true) {
        if (failed) {
          segments.abandon();
          return;
        }
        boolean last = closing;
        boolean empty = isEmpty();
        if (empty && last) {
          break;
        } else if (empty && !hasWork()) {
          idle();
        } else {
          keepPace();
          turn();
        }
      }
      segments.close();
    } catch (IOException e) {
      fail(e);
    } catch (RuntimeException | OutOfMemoryError e) {
      fail(new IOException("the journal's writer failed: " + e, e));
    }
  }

  /// One group.
  private void turn() throws IOException {
    groupBegan = System.nanoTime();
    int taken = segments.write(taking);
    liveBytes = segments.liveBytes(); // before it leaves the backlog, so that it is never uncounted
    segments.release(taking);
    committed += taken;
    boolean handed = segments.handOver(committed);
    if (segments.isUnforced() && isForceDue()) {
      force();
    }
    publish();
    if (taken > 0) {
      commits.local(committed);
    }
    if (!handed) {
      handOverPatiently();
    }
    segments.reclaim();
    goOnCopying();
  }

  /// Waits for room in the copy where the commits do so anyway, and else leaves it behind.
  private void handOverPatiently() throws IOException {
    JournalCopy behind = segments.copy();
    if (closing && behind != null) { // what follows is no more than the backlog
      segments.handOverAnyway(behind, committed);
      return;
    }
    copyStalls.increment();
    while (!segments.handOver(committed)) {
      boolean patient =
          commits.isHeld()
              && !closing
              && wanted.get() == null
              && backlog.waitingInAll() <= config.backlogBytes() / 2;
      if (!patient && behind != null) {
        behind.fallBehind();
        segments.leaveCopy();
        return;
      }
      LockSupport.parkNanos(this, RETRY.toNanos());
    }
  }

  /// A step of the copy, if there is one.
  private void goOnCopying() throws IOException {
    JournalCopy going = segments.copy();
    if (going != null && going.isEnded()) {
      segments.leaveCopy();
    }
    JournalCopy next = wanted.getAndSet(null);
    if (next != null) {
      if (going != null) {
        going.end();
      }
      segments.copy(next);
    }
    segments.scan(committed);
  }

  private boolean hasWork() {
    return wanted.get() != null || segments.hasWork();
  }

  /// Waits until something is put, or until a force is due.
  private void idle() throws IOException {
    if (segments.isUnforced() && isForceDue()) {
      force();
    }
    publish();
    asleep = true;
    VarHandle.fullFence();
    if (isEmpty() && !hasWork() && !closing) {
      if (segments.isUnforced()) {
        LockSupport.parkNanos(this, lastForce + config.interval().toNanos() - System.nanoTime());
      } else {
        LockSupport.park(this);
      }
    }
    asleep = false;
  }

  /// Whether nothing is there to be taken. Goes on to where the other thread has gone on.
  private boolean isEmpty() {
    while (true) {
      Ring next = taking.next(); // before the look at what waits, for nothing is added afterwards
      if (taking.waiting() > 0) {
        return false;
      }
      if (next == null) {
        return true;
      }
      taking = next;
    }
  }

  /// Lets a group gather, unless it is a large one already.
  private void keepPace() {
    @Var long rest = groupBegan + config.pace().toNanos() - System.nanoTime();
    while (rest > 0 && !closing && taking.waiting() < config.backlogBytes() / 4) {
      LockSupport.parkNanos(this, rest);
      rest = groupBegan + config.pace().toNanos() - System.nanoTime();
    }
  }

  private boolean isForceDue() {
    return config.durability() == Durability.EACH_GROUP
        || System.nanoTime() - lastForce >= config.interval().toNanos();
  }

  private void force() throws IOException {
    long began = System.nanoTime();
    segments.force();
    lastForce = System.nanoTime();
    forceNanos += lastForce - began;
  }

  private void publish() {
    published = segments.counts(forceNanos);
  }

  private void fail(IOException cause) {
    failed = true;
    log.error("the journal cannot be written any more: {}", cause.getMessage());
    try {
      segments.abandon();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    commits.fail(cause);
  }
}
