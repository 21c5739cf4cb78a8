package io.fieldway.gateway.outbox;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.telemetry.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The outbox in an SQLite file: write-ahead log, `synchronous=FULL`. One writer thread takes what
/// waits, commits it once, then answers everybody; a group that fails is rolled back whole and
/// everybody in it is refused. A second connection reads. Deleted entries' pages are used again.
public final class SqlOutbox implements Outbox {
  private static final Logger log = LoggerFactory.getLogger(SqlOutbox.class);

  /// How often an idle store looks whether readings have grown too old.
  private static final Duration AGE_TICK = Duration.ofSeconds(1);

  private final OutboxConfig config;
  private final InstantSource clock;
  private final StoreLock lock;
  private final SqlTables tables;
  private final Connection reader;
  private final Object readerLock = new Object();
  private final Map<Shelf, List<String>> documentsAtStart = new EnumMap<>(Shelf.class);

  private final BlockingQueue<SqlWrite> queue;
  private final Map<String, Ledger.Mark> marks = new ConcurrentHashMap<>();
  private final Thread writer;
  @Var private volatile OutboxState state;
  @Var private volatile boolean closed;

  private final LongAdder stored = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder commits = new LongAdder();
  private final LongAdder failures = new LongAdder();

  /// Only the writer's thread.
  @Var private Ledger ledger;

  private final SqlBounds bounds;

  /// Whether a reading has waited for longer than any may, and new ones are refused for it.
  @Var private boolean tooOld;

  @Var private boolean failing;

  private SqlOutbox(
      OutboxConfig config, InstantSource clock, StoreLock lock, SqlTables tables, Connection reader)
      throws SQLException {
    this.config = config;
    this.clock = clock;
    this.lock = lock;
    this.tables = tables;
    this.reader = reader;
    this.queue = new ArrayBlockingQueue<>(config.queueEntries());
    this.state = tables.loadState();
    this.marks.putAll(tables.loadMarks());
    this.ledger = new Ledger(config, state, marks, Map.of());
    this.bounds = new SqlBounds(config, tables);
    for (Shelf each : Shelf.values()) {
      documentsAtStart.put(each, List.copyOf(tables.load(each)));
    }
    tables.rollback();
    this.writer = Thread.ofPlatform().name("outbox-writer").daemon().unstarted(this::write);
  }

  /// Opens the store in a directory, or makes it.
  ///
  /// @throws IOException with one sentence for a person, where the directory is in use or the store
  ///   is damaged
  public static SqlOutbox open(Path directory, OutboxConfig config, InstantSource clock)
      throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("outbox.db");
    StoreLock lock = StoreLock.take(directory);
    try {
      SqlOutbox outbox = open(file, config, clock, lock);
      outbox.writer.start();
      OutboxState state = outbox.state();
      log.info(
          "outbox {}: epoch {}, {} entries wait, last sequence {}",
          file,
          state.stream().epoch(),
          state.entries(),
          state.last());
      return outbox;
    } catch (IOException e) {
      lock.close();
      throw e;
    } catch (SQLException e) {
      lock.close();
      throw SqlOpening.damaged(file, e);
    }
  }

  private static SqlOutbox open(Path file, OutboxConfig config, InstantSource clock, StoreLock lock)
      throws IOException, SQLException {
    Connection connection = SqlOpening.writer(file);
    try {
      SqlTables tables = SqlOpening.tables(connection, file, config.checkBytes(), clock.millis());
      return new SqlOutbox(config, clock, lock, tables, SqlOpening.reader(file));
    } catch (IOException | SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void append(Intake intake, Consumer<Receipt> done) {
    enqueue(new SqlWrite.Append(intake, done));
  }

  @Override
  public void arrived(String device) {
    enqueue(new SqlWrite.Arrived(device));
  }

  @Override
  public long resume(String device, String session) {
    Ledger.Mark mark = marks.get(device);
    return mark != null && mark.is(session) ? mark.seq() : 0;
  }

  @Override
  public Optional<Portion> read(StreamId stream, long from, int maxEntries, long maxBytes) {
    Optional<StreamState> held = state.of(stream);
    if (held.isEmpty()) {
      return Optional.empty();
    }
    synchronized (readerLock) {
      try {
        return SqlEntries.portion(reader, held.get(), from, maxEntries, maxBytes);
      } catch (SQLException e) {
        throw unreadable(e);
      }
    }
  }

  private static IllegalStateException unreadable(SQLException e) {
    return new IllegalStateException("cannot read the outbox: " + e.getMessage(), e);
  }

  @Override
  public void forget(StreamId stream, long upTo) {
    enqueue(new SqlWrite.Forget(stream, upTo));
  }

  @Override
  public void cut() {
    enqueue(new SqlWrite.Cut());
  }

  @Override
  public CompletableFuture<OutboxState> renew() {
    CompletableFuture<OutboxState> done = new CompletableFuture<>();
    enqueue(new SqlWrite.Renew(done));
    return done;
  }

  @Override
  public OutboxState state() {
    return state;
  }

  @Override
  public OutboxCounts counts() {
    return new OutboxCounts(
        stored.sum(), replayed.sum(), refused.sum(), dropped.sum(), commits.sum(), failures.sum());
  }

  @Override
  public Optional<Instant> oldest() {
    synchronized (readerLock) {
      try {
        return SqlTables.oldest(reader);
      } catch (SQLException e) {
        throw unreadable(e);
      }
    }
  }

  @Override
  public Journal journal() {
    return shelf(Shelf.COMMANDS);
  }

  @Override
  public Journal twins() {
    return shelf(Shelf.TWINS);
  }

  private Journal shelf(Shelf shelf) {
    return new Journal() {
      @Override
      public List<String> documents() {
        return documentsAtStart.getOrDefault(shelf, List.of());
      }

      @Override
      public void put(String id, String document, Consumer<Boolean> done) {
        enqueue(new SqlWrite.Put(shelf, id, document, done));
      }

      @Override
      public void remove(List<String> ids) {
        enqueue(new SqlWrite.Remove(shelf, List.copyOf(ids)));
      }
    };
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    enqueue(new SqlWrite.Stop());
    closed = true;
    try {
      writer.join(config.closeTimeout());
      queue.forEach(SqlWrite::fail);
      synchronized (readerLock) {
        reader.close();
      }
      tables.close();
      lock.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | IOException e) {
      log.warn("closing the outbox: {}", e.getMessage());
    }
  }

  private void enqueue(SqlWrite write) {
    if (closed) {
      write.fail();
      return;
    }
    try {
      queue.put(write);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      write.fail();
    }
  }

  private void write() {
    @Var boolean stopped = false;
    List<SqlWrite> group = new ArrayList<>(config.groupEntries());
    while (!stopped) {
      group.clear();
      try {
        next().ifPresent(group::add);
      } catch (InterruptedException e) {
        return;
      }
      queue.drainTo(group, config.groupEntries() - 1);
      stopped = group.stream().anyMatch(SqlWrite.Stop.class::isInstance);
      try {
        commit(group);
      } catch (RuntimeException e) {
        log.error("the outbox's writer failed", e);
        undo(group);
      }
    }
    queue.forEach(SqlWrite::fail);
  }

  /// What comes next; nothing where readings may have grown too old meanwhile.
  private Optional<SqlWrite> next() throws InterruptedException {
    return config.maxAge().isEmpty()
        ? Optional.of(queue.take())
        : Optional.ofNullable(queue.poll(AGE_TICK.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void commit(List<SqlWrite> group) {
    List<Runnable> answers = new ArrayList<>(group.size());
    OutboxState before = ledger.state();
    try {
      tooOld = config.policy() == FullPolicy.BLOCK && bounds.isTooOld(clock.instant());
      for (SqlWrite write : group) {
        answers.add(carryOut(write));
      }
      long gone = bounds.enforce(ledger, clock.instant());
      Map<String, Ledger.Mark> changed = ledger.takeChanged();
      if (!changed.isEmpty() || !ledger.state().equals(before) || writesMore(group)) {
        tables.finish(ledger.state(), changed);
        commits.increment();
      }
      marks.putAll(changed);
      state = ledger.state();
      tellDropped(gone);
    } catch (SQLException e) {
      if (!failing) {
        log.error("the outbox cannot write: {}", e.getMessage());
      }
      failing = true;
      undo(group);
      return;
    }
    if (failing) {
      failing = false;
      log.info("the outbox writes again");
    }
    answers.forEach(Runnable::run);
  }

  private void tellDropped(long gone) {
    if (gone > 0 && dropped.sum() == 0) {
      log.warn(
          "the outbox is at a bound; the oldest readings go ({})",
          config.policy() == FullPolicy.THIN_OUT ? "every second" : "all");
    }
    dropped.add(gone);
  }

  private static boolean writesMore(List<SqlWrite> group) {
    return group.stream()
        .anyMatch(each -> each instanceof SqlWrite.Put || each instanceof SqlWrite.Remove);
  }

  /// Changes tables and ledger.
  ///
  /// @return what is to be done once it is committed
  private Runnable carryOut(SqlWrite write) throws SQLException {
    switch (write) {
      case SqlWrite.Append(Intake intake, Consumer<Receipt> done) -> {
        Receipt receipt = ledger.judge(intake, tooOld);
        if (receipt == Receipt.STORED) {
          StreamState newest = ledger.state().newest();
          ledger.grow(tables.insert(newest, intake.points(), clock.instant()));
        }
        return () -> {
          count(receipt);
          done.accept(receipt);
        };
      }
      case SqlWrite.Arrived(String device) -> ledger.forgetRefusals(device);
      case SqlWrite.Forget(StreamId stream, long upTo) -> {
        Optional<StreamState> held = ledger.state().of(stream);
        if (held.isPresent()) {
          ledger.removed(stream, tables.forget(held.get(), upTo));
          ledger.forget(stream, upTo);
        }
      }
      case SqlWrite.Cut() -> ledger.cut(clock.millis());
      case SqlWrite.Put(Shelf shelf, String id, String document, Consumer<Boolean> done) -> {
        tables.put(shelf, id, document);
        return () -> done.accept(true);
      }
      case SqlWrite.Remove(Shelf shelf, List<String> ids) -> tables.remove(shelf, ids);
      case SqlWrite.Renew(CompletableFuture<OutboxState> done) -> {
        long base = ledger.state().streams().getFirst().base();
        tables.renumber(ledger.state(), base);
        ledger.renew(base, clock.millis());
        return () -> done.complete(state());
      }
      case SqlWrite.Stop() -> {}
    }
    return () -> {};
  }

  /// The disk keeps what it had; everybody of the group is refused.
  private void undo(List<SqlWrite> group) {
    failures.increment();
    Map<String, Ledger.Mark> refusals = ledger.refusals();
    try {
      tables.rollback();
      ledger = new Ledger(config, tables.loadState(), tables.loadMarks(), refusals);
      tables.rollback();
    } catch (SQLException e) {
      log.error("the outbox cannot be read after a failure: {}", e.getMessage());
      ledger = new Ledger(config, state, marks, refusals);
    }
    for (SqlWrite write : group) {
      if (write instanceof SqlWrite.Append(Intake intake, Consumer<Receipt> _)) {
        ledger.refuse(intake);
        count(Receipt.REFUSED);
      }
      write.fail();
    }
  }

  private void count(Receipt receipt) {
    switch (receipt) {
      case STORED -> stored.increment();
      case REPLAYED -> replayed.increment();
      case REFUSED -> refused.increment();
    }
  }
}
